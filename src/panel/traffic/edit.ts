import type { EditedRequest, Field, TrafficDetail, TrafficWords } from '../../protocol/trafficView';
import { make } from '../dom';

/** A form for editing a request before it is sent again. */
export function editForm(
  detail: TrafficDetail,
  words: TrafficWords,
  done: (edited: EditedRequest | undefined) => void,
): { readonly element: HTMLElement; focus(): void } {
  const target = targetOf(detail.url);
  const given = detail.requestBody.kind === 'text' ? detail.requestBody.text : '';
  const [method, path] = [textfield(words.method, detail.method), textfield(words.path, target)];
  const headers = textarea(words.headersHint, writeFields(detail.requestHeaders));
  const body = textarea(words.requestBody, given);
  const send = make('vscode-button', { type: 'submit' }, words.send);
  const cancel = make('vscode-button', { secondary: 'true' }, words.cancel);
  cancel.addEventListener('click', () => done(undefined));
  const edited = (): EditedRequest => ({
    method: method.value.trim(),
    target: path.value.trim(),
    headers: readFields(headers.value),
    // An unchanged body is omitted here, so the extension sends the recorded bytes.
    body: body.value === given ? undefined : body.value,
  });
  send.addEventListener('click', () => done(edited()));
  const fields = [method, path, headers, body];
  const element = make('form', { class: 'edit' }, ...fields, make('div', { class: 'actions' }, send, cancel));
  element.addEventListener('submit', event => event.preventDefault());
  return { element, focus: () => method.focus() };
}

/** The path and query of a URL. */
function targetOf(url: string): string {
  return url.replace(/^https?:\/\/[^/]*/i, '') || '/';
}

/** Header fields, one per line. */
export function writeFields(fields: readonly Field[]): string {
  return fields.map(([name, value]) => `${name}: ${value}`).join('\n');
}

export function readFields(text: string): readonly Field[] {
  return text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map((line): Field => {
      const at = line.indexOf(':');
      return at < 0 ? [line.trim(), ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    });
}

function textfield(label: string, value: string) {
  const field = make('vscode-textfield');
  field.label = label;
  field.placeholder = label;
  field.value = value;
  return field;
}

function textarea(label: string, value: string) {
  const area = make('vscode-textarea', { rows: '5', resize: 'vertical' });
  area.label = label;
  area.placeholder = label;
  area.value = value;
  return area;
}
