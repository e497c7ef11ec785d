// The table of settings in README.md, made from package.json: printed, or with `--write` put between its two marks.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'oxfmt';

/**
 * @typedef {object} Setting
 * @property {unknown} [default]
 * @property {string} [description]
 * @property {string} [markdownDescription]
 * @property {string[]} [enum]
 * @property {string[]} [enumDescriptions]
 */

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const read = (/** @type {string} */ file) => readFileSync(path.join(root, file), 'utf8');
/** @typedef {{ properties: Record<string, Setting> }} Section */
const manifest = /** @type {{ contributes: { configuration: Section | Section[] } }} */ (
  JSON.parse(read('package.json'))
);
const texts = /** @type {Record<string, string | { message: string }>} */ (
  JSON.parse(read('package.nls.json'))
);

/** A text of package.json, looked up in package.nls.json when it is a `%key%`. */
function textOf(/** @type {string} */ text) {
  const found = texts[/^%(.+)%$/.exec(text)?.[1] ?? ''] ?? text;
  return typeof found === 'string' ? found : found.message;
}

/** A cell of a Markdown table cannot hold a line break, and ends at a bare bar. */
const cell = (/** @type {string} */ text) => text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');

/** What a setting does, and what each of its words means. */
function explain(/** @type {Setting} */ setting) {
  const words = (setting.enumDescriptions ?? []).map(
    (text, index) => `\`${setting.enum?.[index]}\`: ${textOf(text)}`,
  );
  return [textOf(setting.markdownDescription ?? setting.description ?? ''), ...words].join(' ');
}

function rows() {
  return [manifest.contributes.configuration]
    .flat()
    .flatMap(({ properties }) => Object.entries(properties))
    .map(([name, setting]) => {
      return `| \`${name}\` | \`${cell(JSON.stringify(setting.default))}\` | ${cell(explain(setting))} |`;
    });
}

const head = ['| Setting | Default | What it does |', '| --- | --- | --- |'];
const { code: table } = await format('settings.md', [...head, ...rows()].join('\n'));
if (process.argv.includes('--write')) {
  const marks = /(<!-- settings:.*? -->\n)[^]*(<!-- \/settings -->)/;
  const readme = read('README.md').replace(marks, (_, start, end) => `${start}\n${table}\n${end}`);
  writeFileSync(path.join(root, 'README.md'), readme);
} else {
  process.stdout.write(table);
}
