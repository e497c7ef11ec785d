import { type Class, hash, html, type Member, picture, red, t } from './site';

const out = '<i id="out"></i>';
const says = (text: string): string => `document.querySelector("#out").textContent = "${text}"`;
const gives = (text: string): string => `export default "${text}"`;
const imports = (address: string): string =>
  `${out}<script type="module">import x from "${address}"; document.querySelector("#out").textContent = x</script>`;

/** A page by the content of its module, and that module. */
type Page = (content: string) => string;

/** A module and its page, saved in the order of the names. */
const both = (
  page: Page,
  name: string,
  code: (text: string) => string,
  order: 'file' | 'page' | 'at once',
): Member => {
  const [from, to] = [code('old'), code('new')];
  const saves = { file: { [name]: to }, page: { 'index.html': page(to) } };
  return {
    files: { 'index.html': page(from), [name]: from },
    saves:
      order === 'at once'
        ? [{ ...saves.file, ...saves.page }]
        : order === 'file'
          ? [saves.file, saves.page]
          : [saves.page, saves.file],
  };
};

const script = `${out}<script type="module" src="a.js"></script>`;
const hashed: Page = content =>
  html(`<link rel="modulepreload" href="a.js" integrity="${hash(content)}">`, script);
const hashedAnywhere: Page = content =>
  html(
    `<link rel="modulepreload" href="a.js" integrity="${hash(content)}">`,
    `${out}<script type="module" src="a.js" integrity="${hash(content)}"></script>`,
  );
const version = (content: string): string => (content.includes('old') ? '1' : '2');
const versioned: Page = content =>
  html(
    `<link rel="modulepreload" href="a.js?v=${version(content)}">`,
    `${out}<script type="module" src="a.js?v=${version(content)}"></script>`,
  );
const versionedImport: Page = content =>
  html(
    `<link rel="modulepreload" href="a.js?v=${version(content)}">`,
    imports(`./a.js?v=${version(content)}`),
  );
/** Only the link has the version. */
const asked: Page = content =>
  html(
    `<link id="l" rel="modulepreload" href="a.js?v=${version(content)}">`,
    `${out}<script type="module">import(document.querySelector("#l").href).then(x => { document.querySelector("#out").textContent = x.default })</script>`,
  );
const asScript: Page = content =>
  html(
    `<link rel="preload" as="script" crossorigin href="a.js" integrity="${hash(content)}">`,
    `${out}<script type="module" src="a.js" integrity="${hash(content)}"></script>`,
  );
const classic: Page = content =>
  html(
    `<link rel="preload" as="script" href="a.js" integrity="${hash(content)}">`,
    `${out}<script src="a.js" integrity="${hash(content)}"></script>`,
  );
const ofImport: Page = content =>
  html(`<link rel="modulepreload" href="a.js" integrity="${hash(content)}">`, imports('./a.js'));
const unhashed: Page = content =>
  html(`<link rel="modulepreload" href="a.js" data-v="${version(content)}">`, imports('./a.js'));
/** The name of the file has the version. */
const named = (text: string): Record<string, string> => ({
  'index.html': html(
    `<link rel="modulepreload" href="${text}.js">`,
    `${out}<script type="module" src="${text}.js"></script>`,
  ),
  [`${text}.js`]: says(text),
});

/** A file that is swapped, and then a script that makes the page load again. */
const swapped = (name: string, content: string, more: string, shown: string): Member => {
  const page = (text: string): string =>
    html(`<link rel="preload" href="${name}" ${more}>`, `${shown}${out}<script>${says(text)}</script>`);
  return {
    files: { 'index.html': page('old'), [name]: content },
    saves: [{ [name]: content.replaceAll('11', '22') }, { 'index.html': page('new') }],
  };
};

/** Modules and scripts that a link loads ahead, and another version of them. */
export const PRELOADED: Class = {
  'a hash, the file first': both(hashed, 'a.js', says, 'file'),
  'a hash, the page first': both(hashed, 'a.js', says, 'page'),
  'a hash, both at once': both(hashed, 'a.js', says, 'at once'),
  'a hash at the script, too': both(hashedAnywhere, 'a.js', says, 'file'),
  'a hash at the script, too, the page first': both(hashedAnywhere, 'a.js', says, 'page'),
  'a hash at the script, too, both at once': both(hashedAnywhere, 'a.js', says, 'at once'),
  'a hash that was wrong': {
    files: { 'index.html': hashed(says('old')), 'a.js': says('new') },
    saves: [{ 'index.html': hashed(says('new')) }],
  },
  'a hash that gets wrong': {
    files: { 'index.html': hashed(says('new')), 'a.js': says('new') },
    saves: [{ 'index.html': hashed(says('old')) }],
  },
  'a hash of what is imported': both(ofImport, 'a.js', gives, 'file'),
  'a hash of what is imported, the page first': both(ofImport, 'a.js', gives, 'page'),
  'a hash of what is imported, both at once': both(ofImport, 'a.js', gives, 'at once'),
  'a version': both(versioned, 'a.js', says, 'file'),
  'a version, the page first': both(versioned, 'a.js', says, 'page'),
  'a version, both at once': both(versioned, 'a.js', says, 'at once'),
  'a version of what is imported': both(versionedImport, 'a.js', gives, 'file'),
  'a version of what is imported, the page first': both(versionedImport, 'a.js', gives, 'page'),
  'a version that a script asks for': both(asked, 'a.js', gives, 'file'),
  'a version that a script asks for, the page first': both(asked, 'a.js', gives, 'page'),
  'a version beside a file of the same name': both(unhashed, 'a.js', gives, 'at once'),
  'a preload as a script, the file first': both(asScript, 'a.js', says, 'file'),
  'a preload as a script, the page first': both(asScript, 'a.js', says, 'page'),
  'a preload as a script, both at once': both(asScript, 'a.js', says, 'at once'),
  'a preload of a classic script, the file first': both(classic, 'a.js', says, 'file'),
  'a preload of a classic script, the page first': both(classic, 'a.js', says, 'page'),
  'a preload of a classic script, both at once': both(classic, 'a.js', says, 'at once'),
  'a sheet, before a load': swapped('a.css', red, 'as="style"', `<link rel="stylesheet" href="a.css">${t}`),
  'a picture, before a load': swapped('a.svg', picture, 'as="image"', '<img src="a.svg" alt="">'),
  'data, before a load': {
    files: {
      'index.html': html(
        '<link rel="preload" href="a.txt" as="fetch" crossorigin>',
        `${out}<script>fetch("a.txt").then(r => r.text()).then(x => { document.querySelector("#out").textContent = x })</script>`,
      ),
      'a.txt': 'old',
    },
    saves: [{ 'a.txt': 'new' }],
  },
  'another name': { files: named('old'), saves: [named('new')] },
};
