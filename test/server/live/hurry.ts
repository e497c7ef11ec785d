/** Lets time pass faster for the server, which accepts ten picks a second. @returns a function that ends it */
export function hurry(): () => void {
  const { performance } = globalThis;
  const now = performance.now.bind(performance);
  let ahead = 0;
  performance.now = () => now() + (ahead += 150);
  return () => {
    performance.now = now;
  };
}
