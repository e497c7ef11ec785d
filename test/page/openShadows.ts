/**
 * A script for a page, to run before anything else: closed shadow roots are open, and `shadowRoots` lists them. The overlay's is closed to
 * the page, and so to a test.
 */
export const OPEN_SHADOWS = `
window.shadowRoots = [];
Element.prototype.attachShadow = (attach => function (init) {
  const root = attach.call(this, { ...init, mode: 'open' });
  window.shadowRoots.push(root);
  return root;
})(Element.prototype.attachShadow);`;
