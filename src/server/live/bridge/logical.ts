type Side = 'top' | 'right' | 'bottom' | 'left';

/** The sides where lines and blocks begin and end in left-to-right text (CSS Writing Modes 4, 6.4). */
const FLOWS: ReadonlyMap<string, readonly [block: Side, blockEnd: Side, inline: Side, inlineEnd: Side]> =
  new Map([
    ['horizontal-tb', ['top', 'bottom', 'left', 'right']],
    ['vertical-rl', ['right', 'left', 'top', 'bottom']],
    ['vertical-lr', ['left', 'right', 'top', 'bottom']],
    ['sideways-rl', ['right', 'left', 'top', 'bottom']],
    ['sideways-lr', ['left', 'right', 'bottom', 'top']],
  ]);

const EDGES = ['block-start', 'block-end', 'inline-start', 'inline-end'] as const;
const CORNERS = ['start-start', 'start-end', 'end-start', 'end-end'] as const;

const isVertical = (side: Side): boolean => side === 'top' || side === 'bottom';

/** Pairs of properties that set the same value of an element, logical and physical (CSS Logical Properties 1, 4). */
function pairsIn(writingMode: string, direction: string): (readonly [logical: string, physical: string])[] {
  const [block, blockEnd, start, end] =
    FLOWS.get(writingMode) ?? (['top', 'bottom', 'left', 'right'] as const);
  const [inline, inlineEnd] = direction === 'rtl' ? [end, start] : [start, end];
  const sides = [block, blockEnd, inline, inlineEnd];
  const edges = EDGES.flatMap((edge, at) => {
    const side = sides[at] ?? 'top';
    const widths = ['width', 'style', 'color'].map(part => [
      `border-${edge}-${part}`,
      `border-${side}-${part}`,
    ]);
    const boxes = ['margin', 'padding', 'scroll-margin', 'scroll-padding'];
    return [[`inset-${edge}`, side], ...widths, ...boxes.map(box => [`${box}-${edge}`, `${box}-${side}`])];
  });
  const corners = CORNERS.flatMap((corner, at) => {
    const two = [at < 2 ? block : blockEnd, at % 2 === 0 ? inline : inlineEnd];
    const physical = (isVertical(two[0] ?? 'top') ? two : two.toReversed()).join('-');
    return [
      [`border-${corner}-radius`, `border-${physical}-radius`],
      [`corner-${corner}-shape`, `corner-${physical}-shape`],
    ];
  });
  const axes = (['block', 'inline'] as const).flatMap(axis => {
    const [size, letter] = isVertical(axis === 'block' ? block : inline) ? ['height', 'y'] : ['width', 'x'];
    const sizes = ['', 'min-', 'max-', 'contain-intrinsic-'].map(each => [
      `${each}${axis}-size`,
      each + size,
    ]);
    return [
      ...sizes,
      ...['overflow', 'overscroll-behavior'].map(each => [`${each}-${axis}`, `${each}-${letter}`]),
    ];
  });
  return [...edges, ...corners, ...axes].map(([logical = '', physical = '']) => [logical, physical]);
}

/** Finds the names under which declarations set a property: its own, and that of the same side or axis. */
export type Names = (property: string) => readonly string[];

/** @param values computed values of the element, of which its writing mode and direction count */
export function namesIn(values: readonly (readonly [property: string, value: string])[]): Names {
  const computed = new Map(values);
  const others = new Map<string, string>();
  for (const [logical, physical] of pairsIn(
    computed.get('writing-mode') ?? '',
    computed.get('direction') ?? '',
  )) {
    others.set(logical, physical);
    others.set(physical, logical);
  }
  return property => {
    const other = others.get(property);
    return other === undefined ? [property] : [property, other];
  };
}
