/** The size in CSS pixels in which a page is laid out; `fit` uses the panel's size. */
export type Size = 'fit' | { readonly width: number; readonly height: number | undefined };

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

const ZOOMS = [0.25, 0.33, 0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 5] as const;

/** Sizes of common screens. */
export const SIZES: readonly (Size & object)[] = [
  { width: 360, height: 780 },
  { width: 768, height: 1024 },
  { width: 1024, height: 768 },
  { width: 1440, height: 900 },
];

/** The next zoom step, with the steps of browsers. */
export function zoomBy(zoom: number, by: -1 | 1): number {
  const steps = ZOOMS.filter(each => (by > 0 ? each > zoom : each < zoom));
  return steps.at(by > 0 ? 0 : -1) ?? zoom;
}

export function turned(size: Size): Size {
  return size === 'fit' || size.height === undefined ? size : { width: size.height, height: size.width };
}

/**
 * Size and scale of the frame within a stage. With `fit`, zooming in leaves the page fewer CSS pixels, as in a browser. A page of fixed
 * width is scaled down if it is wider than the stage.
 */
export function layoutOf(size: Size, zoom: number, stage: { width: number; height: number }): Layout {
  if (size === 'fit') return { width: stage.width / zoom, height: stage.height / zoom, scale: zoom };
  const scale = Math.min(zoom, stage.width / size.width);
  return { width: size.width, height: size.height ?? stage.height / scale, scale };
}
