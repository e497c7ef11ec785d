import type { EngineName } from '../host/engine/engines';
import type { Limit } from '../host/mochaRun';

/** Tests that need more than the drivers of other engines offer, which are WebDriver BiDi and WebDriver. */
const OF_DRIVERS: readonly Limit[] = [
  {
    title: /^a page that misses updates (?!shows them when the server is back)/,
    why: 'the driver stops no clock, cuts no connection, and keeps no page for Back',
  },
  {
    title: /^legitimate use in a browser a (sandboxed frame shows|frame of an origin around)/,
    why: 'the driver does not look into frames of other origins',
  },
  {
    title: /^a page with a policy of its own, in a browser /,
    why: 'the driver tells nothing of requests, WebSockets and the console',
  },
  {
    title: /^the page script gives up where the policy forbids every connection/,
    why: 'the driver tells nothing of the console',
  },
  {
    title: /^the page script runs the part for updates once/,
    why: 'the driver holds no request back',
  },
  {
    title: /^the caret of an editor in a page /,
    why: 'the driver does not wait for WebSockets',
  },
  {
    title: /^what the caret of an editor outlines /,
    why: 'the driver adds no scripts to pages',
  },
  {
    title: /^messages that consoles seldom see /,
    why: 'the driver takes one expression, and these are statements',
  },
  {
    title: /^devices in step with odd forms /,
    why: 'the driver tells nothing of errors, and drags nothing',
  },
  {
    title: /^picking on real sites /,
    why: 'the driver does not count loads, nor stand in for other servers',
  },
  {
    title: /^a page that .*(follows what is typed and what is swapped|is loaded again once for a script)/,
    why: 'the driver tells nothing of WebSockets',
  },
  {
    title: /^a page that fails while it is patched is loaded again once/,
    why: 'the driver does not count loads',
  },
  {
    title: /^a page is reloaded, .* what scripts build later is found again/,
    why: 'selectors of the driver do not look into shadow roots',
  },
  {
    title: /^picking an element in a page /,
    why: 'the driver does not hover, nor wait for WebSockets; “picking in every engine” tries what it can do',
  },
  {
    title: /^(picking on a phone|a page of another origin in a frame) /,
    why: 'the driver has no touch screen, nor looks into frames of other origins',
  },
  {
    title: /^a phone in a browser /,
    why: 'the driver has no profiles, no permissions and no warnings',
  },
  { title: /^the DevTools of Chromium /, why: 'they are Chromium’s' },
  { title: /^a film in Chromium /, why: 'the driver tells nothing of requests' },
  { title: /^a stranger’s page in a browser /, why: 'the engine cannot be told what a host name means' },
];

const UNCAUGHT: Limit = {
  title: /^an error that a page does not handle is a line of the log/,
  why: 'the engine writes an error without “Uncaught”',
};

/** Tests that are not repeated behind a forwarder's path, since they do not depend on it. */
export const NOT_FORWARDED: readonly Limit[] = [
  { title: /^the DevTools of Chromium /, why: 'they are Chromium’s' },
  { title: /^a film in Chromium /, why: 'a film has no address of Porthole’s' },
  { title: /^a page over HTTPS on a second device /, why: 'a device asks the shared address itself' },
  {
    title: /^a page with a policy of its own, in a browser has our script/,
    why: 'the server does not know the path that a policy names',
  },
  {
    title: /^our own pages have no serious finding of axe-core the page that shows a form, /,
    why: 'a forwarder of plain HTTP before a server of HTTPS: a form comes from another origin than it is sent to',
  },
  { title: /^a stranger’s page in a browser (?!may link)/, why: 'a refusal does not depend on the path' },
];

/** The tests that an engine or its driver cannot pass, and why. */
export const LIMITS: Readonly<Record<EngineName, readonly Limit[]>> = {
  chromium: [],
  firefox: [
    ...OF_DRIVERS,
    UNCAUGHT,
    {
      title: /^a resource that changes alone is one of a srcset/,
      why: 'the driver looks at one element at a time',
    },
    {
      title: /^a save shows what a fresh load shows: a count at the start: by an observer of performance/,
      why: 'Firefox tells of a picture that it loads with the page twice, and of a later one once',
    },
    {
      title: /^a save shows what a fresh load shows: a hash: of a style sheet that no longer fits/,
      why: 'when Firefox loads the page again, it takes the old sheet, which fits the hash, from its memory',
    },
    {
      title: /: what a call makes: a (number that a script steps$|text area whose text a script changes)/,
      why: 'Firefox gives fields their texts of before back when a page is loaded again, and the script changes those',
    },
    {
      title: /^a failure of a page is told by its place: an attribute/,
      why: 'Firefox counts the lines of code in an attribute from its first one',
    },
    {
      title:
        /^(a page in windows-1251|behind a path of a forwarder the page|a page without scripts is after|a document that changes under the hands of its author|a page and a window that it has opened are left as they are) /,
      why: 'Firefox names the page as the source of what its driver evaluates: what the test reads, the page seems to read',
    },
  ],
  webkit: [
    {
      title:
        /^(a failure of a page is told by its place: a (script in a frame without an address|rejection in a frame that)|the console of a page is told of frames )/,
      why: 'WebKit gives a frame another window with its `srcdoc` document',
    },
    {
      title:
        /: what a call makes: (a choice that a script made|options that a script cuts|a list that a script clears(?! by a call)|a value of a script)/,
      why: 'WebKit does not always call the setter that stands in place of its own',
    },
    {
      title: /: an address that has moved: .* after pushState/,
      why: 'WebKit does not tell the status of a document: a page at an address without a file stays there',
    },
    {
      title: /^the causes that a page and its server give a copy that may be shown/,
      why: 'WebKit asks for a newer copy before it shows one',
    },
    ...OF_DRIVERS,
    UNCAUGHT,
    {
      title: /: a range that is kept: a selection /,
      why: 'WebKit collapses the selection of a window that loses the focus, and the driver has several windows',
    },
    {
      title: /: values in zoomed, hidden and detached elements/,
      why: 'WebKit tells a stroke width of 0.5px in an element with `zoom: 2`, and of 1px without it',
    },
    {
      title: /: a scope in a style rule, of the element/,
      why: 'WebKit takes “&” in such a scope for the style rule, also outside of the scope, and CSSOM does not tell',
    },
    {
      title:
        /^a resource that changes alone (is an image|is one of a srcset|is a background|stays new|is the poster|is drawn)/,
      why: 'the driver takes no pictures on a virtual display',
    },
    {
      title:
        /^a failure of a page is told by its place: (a symbol that is thrown|eval|a function made of text|eval in the document): /,
      why: 'WebKit tells no text of a symbol, and no place of code that was a text',
    },
  ],
};
