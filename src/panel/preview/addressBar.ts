import { element } from './elements';

/** Calls back with a typed address; one that cannot be shown is marked as invalid. */
export function onAddress(address: HTMLInputElement, enter: (input: string) => boolean): void {
  element('bar', HTMLFormElement).addEventListener('submit', event => {
    event.preventDefault();
    const isShown = enter(address.value);
    address.setCustomValidity(isShown ? '' : (address.dataset['foreign'] ?? ''));
    if (!isShown) address.reportValidity();
  });
  address.addEventListener('input', () => address.setCustomValidity(''));
}
