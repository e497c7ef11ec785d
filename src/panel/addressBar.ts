import { element } from './elements';

/** Calls back with what the user typed as an address; an address that cannot be shown is marked as wrong. */
export function onAddress(address: HTMLInputElement, enter: (input: string) => boolean): void {
  element('bar', HTMLFormElement).addEventListener('submit', event => {
    event.preventDefault();
    const isShown = enter(address.value);
    address.setCustomValidity(isShown ? '' : (address.dataset['foreign'] ?? ''));
    if (!isShown) address.reportValidity();
  });
  address.addEventListener('input', () => address.setCustomValidity(''));
}
