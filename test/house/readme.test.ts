import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { commands, manifest, settings } from './manifest';
import { read, root, runNode } from './tree';

const readme = read('README.md');

/** What stands below a heading, up to the next one. */
function section(heading: string): string {
  const [, text] = readme.split(new RegExp(`^#+ ${heading}$`, 'm'));
  assert.ok(text, `README.md has a section “${heading}”`);
  return text.split(/^#+ /m)[0]!;
}

/** The words in bold that begin the items of a list, without the backslashes that Markdown asks for. */
const listed = (text: string) =>
  text
    .split('\n')
    .filter(line => line.startsWith('- **'))
    .map(line => {
      const [names, ...reason] = line.slice(2).split(' – ');
      assert.match(reason.join(), /\S+ \S+/, `a reason: ${line}`);
      return [...names!.matchAll(/\*\*(.+?)\*\*(?=,|$)/g)].map(([, name]) => name!.replaceAll('\\', ''));
    })
    .flat();

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

  it('names only scripts that exist, the two commands first of all', () => {
    const scripts = [...readme.matchAll(/`npm (?:run )?([\w:]+)`/g)].map(([, name]) => String(name));
    assert.deepEqual(scripts.filter(name => name === 'start' || name === 'test').slice(0, 2), [
      'start',
      'test',
    ]);
    assert.deepEqual(
      scripts.filter(name => !(name in manifest.scripts)),
      [],
    );
    for (const name of ['start', 'test']) {
      const script = manifest.scripts[name]?.split(' ')[1];
      assert.ok(script && existsSync(path.join(root, script)), `npm ${name} runs a file that exists`);
    }
  });

  it('shows pictures and links to files that are in the repository', () => {
    const targets = [...readme.matchAll(/\]\(([^)#]+)/g)].map(([, target]) => String(target));
    assert.ok(targets.includes('media/preview.png'), 'a picture of Porthole at work');
    const missing = targets
      .filter(target => !target.startsWith('https://'))
      .filter(target => !existsSync(path.join(root, target)));
    assert.deepEqual(missing, [], '`npm run pictures` takes the picture');
  });

  it('gives a reason for each dependency, and names none that is gone', () => {
    const [shipped, tools] = section('Why each dependency').split('What it is built and tested with:');
    assert.deepEqual(listed(shipped!).toSorted(), Object.keys(manifest.dependencies).toSorted());
    const development = Object.keys(manifest.devDependencies).map(name =>
      name.replace(/^@types\/.*/, '@types/*'),
    );
    assert.deepEqual(listed(tools!).toSorted(), [...new Set(development)].toSorted());
  });

  it('describes the command line as it describes itself', () => {
    assert.ok(
      section('In a terminal').includes('node dist/cli.js [root] [--port N] [--host H] [--json] [--quiet]'),
    );
  });

  it('draws the house as it stands', () => {
    const drawn = [...section('Work on it').matchAll(/^((?:src\/)?\w+) {2,}\S/gm)].map(([, place]) =>
      String(place),
    );
    assert.deepEqual(
      drawn.filter(place => !existsSync(path.join(root, place))),
      [],
    );
    const places = readdirSync(path.join(root, 'src')).map(place => `src/${place}`);
    assert.deepEqual(drawn.filter(place => place.startsWith('src/')).toSorted(), places.toSorted());
  });
});

describe('the changelog', function () {
  this.timeout(60_000);

  it('has what is not released yet on top', () => {
    const headings = read('CHANGELOG.md').match(/^## .*/gm) ?? [];
    assert.equal(headings[0], '## Unreleased');
  });
});
