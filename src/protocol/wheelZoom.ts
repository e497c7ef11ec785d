/** The distance of one zoom step: half a notch of a mouse wheel, and a part of a pinch, which arrives in small pieces. */
const STEP = 50;
/** Pixels of a line, in which Firefox counts for some mice. */
const LINE = 20;

/** The distance of a `WheelEvent`; `deltaMode` is 0 for pixels. */
interface Wheel {
  readonly deltaY: number;
  readonly deltaMode: number;
}

/** Adds up wheel events with Ctrl; a pinch on a trackpad arrives as such. Answers the zoom step of each event, or 0. */
export function wheelZoom(): (wheel: Wheel) => -1 | 0 | 1 {
  let sum = 0;
  return ({ deltaY, deltaMode }) => {
    const distance = deltaMode === 0 ? deltaY : deltaY * LINE;
    sum = sum * distance < 0 ? distance : sum + distance;
    if (Math.abs(sum) < STEP) return 0;
    const by = sum < 0 ? 1 : -1;
    sum = 0;
    return by;
  };
}
