import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { english } from '../../src/protocol/texts';
import { consoleWords } from '../../src/protocol/consoleView';
import { panelWords } from '../../src/protocol/previewMessages';
import { trafficWords } from '../../src/protocol/trafficView';
import { type Syntax, nameOf, nodesOf, parse, stringOf } from './syntax';
import { filesBelow, read, readJson, root } from './tree';

type Texts = Readonly<Record<string, string>>;
const textsOf = (file: string) => readJson(file) as Texts;
const placeholders = (text: string) => (text.match(/\{\d+\}/g) ?? []).toSorted();

/** The first argument of each `l10n.t` in a file; undefined where it is not written out. */
function sentencesOf(file: string): (string | undefined)[] {
  return [...nodesOf(parse(read(file)))].flatMap(({ node }) => {
    const callee = node['callee'] as Syntax | undefined;
    if (callee?.type !== 'MemberExpression' || nameOf(callee['object']) !== 'l10n') return [];
    return [stringOf((node['arguments'] as Syntax[])[0])];
  });
}

/** Asserts that a translation has the keys and placeholders of its source. */
function holdsTo(file: string, source: Texts): void {
  const translated = textsOf(file);
  assert.deepEqual(Object.keys(translated).toSorted(), Object.keys(source).toSorted(), file);
  for (const [key, text] of Object.entries(translated)) {
    assert.notEqual(text.trim(), '', `${file}: ${key}`);
    assert.deepEqual(placeholders(text), placeholders(source[key]!), `${file}: ${key}`);
  }
}

const translations = (folder: string, pattern: RegExp) =>
  readdirSync(`${root}/${folder}`).filter(name => pattern.test(name));

const language = (name: string) => name.split('.').at(-2);

/** Languages besides English, as VS Code names them. */
const LANGUAGES = ['de', 'es', 'fr', 'it', 'ja', 'ko', 'pt-br', 'ru', 'zh-cn'];

describe('every language', function () {
  this.timeout(60_000);

  const manifestTexts = textsOf('package.nls.json');
  const sentences = textsOf('l10n/bundle.l10n.json');

  it('has a text for each %key% of the manifest and of its schema, and none that is not used', () => {
    const named = `${read('package.json')}${read('media/routes.schema.json')}`;
    const used = [...named.matchAll(/"%([^"%]+)%"/g)].map(([, key]) => String(key));
    assert.deepEqual([...new Set(used)].toSorted(), Object.keys(manifestTexts).toSorted());
  });

  it('has each sentence that the editor and the server say, and none that they do not', () => {
    const written = filesBelow('src/editor', '.ts').flatMap(file =>
      sentencesOf(file).map(text => ({ file, text })),
    );
    const computed = written.filter(({ text }) => text === undefined).map(({ file }) => file);
    assert.deepEqual(
      computed,
      ['src/editor/base/translatedTexts.ts'],
      'only the sentences of the server and of the traffic view are looked up by name',
    );
    const said = written.flatMap(({ text }) => text ?? []);
    assert.deepEqual(
      [
        ...new Set([
          ...said,
          ...Object.values(english),
          ...Object.values(trafficWords),
          ...Object.values(consoleWords),
          ...Object.values(panelWords),
        ]),
      ].toSorted(),
      Object.keys(sentences).toSorted(),
    );
  });

  it('says in English what the sources say', () => {
    for (const [key, text] of Object.entries(sentences)) assert.equal(text, key);
  });

  it('is complete', () => {
    const manifests = translations('.', /^package\.nls\..+\.json$/);
    const bundles = translations('l10n', /^bundle\.l10n\..+\.json$/).filter(
      name => name !== 'bundle.l10n.json',
    );
    assert.deepEqual(manifests.map(language), LANGUAGES);
    assert.deepEqual(bundles.map(language), LANGUAGES);
    for (const file of manifests) holdsTo(file, manifestTexts);
    for (const file of bundles) holdsTo(`l10n/${file}`, sentences);
  });
});
