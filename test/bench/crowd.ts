// node crowd.js: the time between the first and the last of 200 connected pages that hears of one save.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pause } from '../host/processes';
import { inThread } from './contenders';
import { median, medianRatio, readable } from './figures';
import { Listener } from './listener';
import { type Asked, type Figure, measure } from './measure';
import { cssText, makeSite } from './site';

const PAGES = 200;

async function crowd({ quick, scratch }: Asked): Promise<readonly Figure[]> {
  const root = makeSite(scratch);
  const server = await inThread.start(root);
  const pages: Listener[] = [];
  for (let i = 0; i < PAGES; i++) pages.push(await Listener.open(server.port, '/index.html'));
  const firsts: number[] = [];
  const lasts: number[] = [];
  for (let round = 0; round < (quick ? 10 : 31); round++) {
    await pause(300);
    for (const page of pages) page.heard.length = 0;
    const began = performance.now();
    writeFileSync(path.join(root, 'style.css'), cssText(1024, `round ${String(round).padStart(3, '0')}`));
    const times = await Promise.all(pages.map(page => page.next(5000)));
    const heard = times.filter(time => time !== undefined).map(time => time - began);
    if (heard.length < PAGES) throw new Error(`${PAGES - heard.length} pages heard nothing.`);
    firsts.push(Math.min(...heard));
    lasts.push(Math.max(...heard));
  }
  for (const page of pages) page.close();
  await server.stop();
  return [
    {
      what: `${PAGES} pages, one save: the last to hear beside the first`,
      value: medianRatio(lasts, firsts),
      unit: '×',
      goal: { atMost: 3 },
      ours: `last ${readable(median(lasts))} ms`,
      reference: `first ${readable(median(firsts))} ms`,
    },
  ];
}

measure('crowd', crowd);
