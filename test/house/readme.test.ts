import assert from 'node:assert/strict';
import { usage } from '../../src/cli/arguments';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { commands, manifest, settings } from './manifest';
import { read, root, runNode } from './tree';

const readme = read('README.md');
/** `vsce` leads relative addresses of `<img>` there, but none of `<source>`. */
const RAW = 'https://raw.githubusercontent.com/porthole/porthole/HEAD/';

/** The text below a heading, up to the next one. */
function section(heading: string): string {
  const [, text] = readme.split(new RegExp(`^#+ ${heading}$`, 'm'));
  assert.ok(text, `README.md has a section “${heading}”`);
  return text.split(/^#+ /m)[0]!;
}

describe('the readme', function () {
  this.timeout(60_000);

  it('has the table of settings that package.json makes: `npm run docs` writes it', () => {
    const { stdout, stderr } = runNode('test/house/settingsTable.mjs', []);
    assert.notEqual(stdout, '', stderr);
    assert.ok(section('Settings').includes(stdout), 'run `npm run docs`');
    for (const key of Object.keys(settings)) assert.ok(stdout.includes(`\`${key}\``), key);
  });

  it('names only settings and commands that exist', () => {
    const known = new Set([...Object.keys(settings), ...commands]);
    const named = [...readme.matchAll(/`(porthole\.(?!vsix)[a-z]\w*)`/gi)].map(([, name]) => String(name));
    assert.deepEqual(
      named.filter(name => !known.has(name)),
      [],
    );
  });

  it('shows pictures and links to files that are in the repository', () => {
    const targets = [...readme.matchAll(/(?:\]\(|src(?:set)?=")([^)#"]+)/g)].map(([, target]) =>
      String(target).replace(RAW, ''),
    );
    assert.ok(targets.includes('media/preview.png'), 'a picture of Porthole at work');
    const missing = targets
      .filter(target => !target.startsWith('https://'))
      .filter(target => !existsSync(path.join(root, target)));
    assert.deepEqual(missing, [], '`npm run pictures` takes the picture');
  });

  it('describes the command line as it describes itself', () => {
    assert.ok(section('In a terminal').includes(usage.replace('Usage: porthole', 'node dist/cli.js')));
  });
});

describe('the changelog', function () {
  this.timeout(60_000);

  it('has the version of package.json on top', () => {
    const headings = read('CHANGELOG.md').match(/^## .*/gm) ?? [];
    assert.equal(headings[0], `## ${manifest.version}`);
  });

  it('tells a version in at most ten lines: details are in the README', () => {
    for (const version of read('CHANGELOG.md').split(/^## /m).slice(1))
      assert.ok((version.match(/^- /gm) ?? []).length <= 10, version);
  });
});
