// npm run pictures: takes the README's pictures of Porthole at work in VS Code.
import path from 'node:path';
import { previewPage, openFile, save, statusItem, statusSays, typeOver } from '../host/ui';
import { pause } from '../host/processes';
import { say, step } from '../host/say';
import { placeOf, setUp } from './desk';

const PICTURE = path.resolve(__dirname, '..', '..', '..', 'media', 'preview.png');
const HEADLINE = 'Bread for people who leave early.';

/** Nothing in the picture but what it is about. */
const LOOK = {
  'porthole.autoStart': 'never',
  'breadcrumbs.enabled': false,
  'editor.fontSize': 13,
  'editor.stickyScroll.enabled': false,
  'editor.minimap.enabled': false,
  'editor.renderLineHighlight': 'line',
  'editor.wordWrap': 'on',
  'window.commandCenter': false,
  'window.title': 'harbour-lights',
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
};

async function takePicture(): Promise<void> {
  const desk = await setUp(LOOK, true);
  try {
    const page = await desk.open({ viewport: { width: 1280, height: 760 }, scale: 1.5 });
    await page.keyboard.press('Control+B');
    await openFile(page, 'index.html', ...placeOf(desk.site, 'index.html', HEADLINE));
    await statusItem(page).click();
    await statusSays(page, /^\d+$/);
    await (await previewPage(page)).locator('h1').waitFor();
    await openFile(page, 'index.html', ...placeOf(desk.site, 'index.html', HEADLINE));
    await typeOver(page, HEADLINE.length, 'Bread for early birds.');
    await save(page);
    await (await previewPage(page)).getByText('Bread for early birds.').waitFor();
    await page.mouse.move(640, 745);
    // Notifications, the cursor's blinking and smooth scrolling come to rest.
    await pause(2000);
    await page.screenshot({ path: PICTURE });
  } finally {
    await desk.close();
  }
  say(`  ${PICTURE}`);
}

void step('Taking the picture of the preview', takePicture);
