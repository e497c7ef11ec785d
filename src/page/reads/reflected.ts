import { each, filter } from '../own/lists';
import { lower, partsOf, pattern, slice, startsWith } from '../own/text';
import { type Note, noteAttribute, noteText } from './reads';

const SPACE = pattern(/ /g, 'g');
/** Interfaces whose every property is an attribute of the same name, or comes from one, from text or from children. */
const INTERFACES =
  'Anchor Area Image Input TextArea Button Select Option Form Meta Link Media Source IFrame Details Progress Meter LI OList Label Table TableSection TableRow Title';
const OF_CONTENT = partsOf(
  'text value label options selectedOptions selectedIndex length rows cells tBodies elements defaultValue',
  SPACE,
);
const OF_HREF = partsOf('hash pathname search host hostname origin protocol port', SPACE);

const globals = window as unknown as Readonly<Record<string, { readonly prototype: object } | undefined>>;
const { getOwnPropertyNames, getOwnPropertyDescriptor } = Object;
const gettersOf = (prototype: object | undefined): string[] =>
  prototype
    ? filter(
        getOwnPropertyNames(prototype),
        name => getOwnPropertyDescriptor(prototype, name)?.get !== undefined,
      )
    : [];

/**
 * Records reads of properties that reflect attributes.
 * @param record records properties of a prototype by a note
 */
export function recordReflected(
  record: (prototype: object | undefined, names: readonly string[], note: Note) => void,
): void {
  each(partsOf(INTERFACES, SPACE), name => {
    const prototype = globals[`HTML${name}Element`]?.prototype;
    each(gettersOf(prototype), property =>
      record(prototype, [property], (self: Element) => noteAttribute(self, lower(property))),
    );
    record(prototype, OF_CONTENT, noteText);
    record(prototype, OF_HREF, (self: Element) => noteAttribute(self, 'href'));
  });
  record(HTMLLabelElement.prototype, ['htmlFor', 'control'], (self: Element) => noteAttribute(self, 'for'));
  record(HTMLImageElement.prototype, ['currentSrc'], (self: Element) => noteAttribute(self, 'src'));
  each(partsOf('title lang dir hidden accessKey tabIndex', SPACE), property =>
    record(HTMLElement.prototype, [property], (self: Element) => noteAttribute(self, lower(property))),
  );
  each(['id', 'slot', 'role'], property =>
    record(Element.prototype, [property], (self: Element) => noteAttribute(self, property)),
  );
  each(gettersOf(Element.prototype), property => {
    if (startsWith(property, 'aria'))
      record(Element.prototype, [property], (self: Element) =>
        noteAttribute(self, `aria-${lower(slice(property, 4))}`),
      );
  });
}
