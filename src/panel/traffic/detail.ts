import type { Field, FromTraffic, ShownBody, TrafficDetail, TrafficWords } from '../../protocol/trafficView';
import { durationOf, sizeOf } from './localUnits';
import { button, make } from '../dom';
import { editForm } from './edit';
import { fill } from '../../protocol/texts';

interface DetailEvents {
  say(message: FromTraffic): void;
  closed(): void;
}

/** The pane beside the list: the details of one request and the actions for it. */
export class Detail {
  readonly element: HTMLElement;
  private readonly content = make('div', { class: 'content' });
  private readonly actions = make('div', { class: 'actions', role: 'toolbar' });
  private shown: TrafficDetail | undefined;
  /** A request whose form opens once its details have arrived. */
  private awaited: number | undefined;

  constructor(
    private readonly words: TrafficWords,
    private readonly events: DetailEvents,
  ) {
    const pane = { class: 'detail', 'aria-label': words.details, tabindex: '-1' };
    this.actions.setAttribute('aria-label', words.details);
    this.element = make('section', pane, this.actions, this.content);
    this.element.hidden = true;
    this.element.addEventListener('keydown', event => {
      if (event.key === 'Escape') this.close();
    });
  }

  /** The id of the request shown; undefined while the pane is closed. */
  get id(): number | undefined {
    return this.element.hidden ? undefined : this.shown?.id;
  }

  focus(): void {
    this.element.focus();
  }

  show(detail: TrafficDetail): void {
    this.shown = detail;
    this.element.hidden = false;
    this.actions.replaceChildren(...this.buttons(detail));
    this.content.replaceChildren(...this.sections(detail));
    this.element.scrollTop = 0;
    if (this.awaited === detail.id) this.edit();
    this.awaited = undefined;
  }

  /** Asks for the details of a request and opens its form. */
  editNext(id: number): void {
    this.awaited = id;
    this.events.say({ type: 'detail', id });
  }

  /** The request has been dropped from the recording. */
  gone(id: number): void {
    if (this.id === id) this.content.replaceChildren(make('p', {}, this.words.requestGone));
  }

  close(): void {
    if (this.element.hidden) return;
    this.element.hidden = true;
    this.events.closed();
  }

  private buttons({ id }: TrafficDetail): HTMLElement[] {
    const { words, events } = this;
    return [
      button(words.copyCurl, () => events.say({ type: 'copy', id, as: 'curl' })),
      button(words.copyFetch, () => events.say({ type: 'copy', id, as: 'fetch' })),
      button(words.replay, () => events.say({ type: 'replay', id })),
      button(words.edit, () => this.edit()),
      button(words.mock, () => events.say({ type: 'mock', id })),
      this.closer(),
    ];
  }

  private closer(): HTMLElement {
    const { close } = this.words;
    const closer = button('×', () => this.close());
    for (const name of ['title', 'aria-label']) closer.setAttribute(name, close);
    closer.classList.add('close');
    return closer;
  }

  private edit(): void {
    const detail = this.shown;
    if (!detail) return;
    const form = editForm(detail, this.words, edited => {
      if (edited) this.events.say({ type: 'replay', id: detail.id, edited });
      this.content.replaceChildren(...this.sections(detail));
      this.focus();
    });
    this.content.replaceChildren(form.element);
    form.focus();
  }

  private sections(detail: TrafficDetail): HTMLElement[] {
    const { words } = this;
    return [
      section(words.general, this.general(detail)),
      ...(detail.query.length > 0 ? [section(words.query, table(detail.query))] : []),
      section(words.requestHeaders, this.fields(detail.requestHeaders)),
      ...(detail.requestBody.kind === 'none'
        ? []
        : [section(words.requestBody, this.body(detail.requestBody))]),
      section(words.responseHeaders, this.fields(detail.responseHeaders)),
      section(words.responseBody, this.body(detail.responseBody)),
    ];
  }

  private general(detail: TrafficDetail): HTMLElement {
    const { words } = this;
    const { wait, duration, page, rule, source } = detail;
    const timing =
      wait === undefined
        ? durationOf(duration)
        : fill(words.timingText, durationOf(wait), durationOf(duration));
    const rows: (readonly [string, string | HTMLElement])[] = [
      [words.address, detail.url],
      [words.method, `${detail.method}, HTTP/${detail.httpVersion}`],
      [words.status, String(detail.status)],
      [words.answeredBy, source === undefined ? rule : this.opener(detail.id, source)],
      ...(page === '' ? [] : [[words.askedBy, page] as const]),
      [words.timing, timing],
    ];
    return definitions(rows);
  }

  private opener(id: number, source: string): HTMLElement {
    const link = make('button', { type: 'button', class: 'link' }, source);
    link.addEventListener('click', () => this.events.say({ type: 'open', id }));
    return link;
  }

  private fields(fields: readonly Field[]): HTMLElement {
    return fields.length === 0 ? make('p', {}, this.words.gone) : table(fields);
  }

  private body(body: ShownBody): HTMLElement {
    const { words } = this;
    switch (body.kind) {
      case 'none':
        return make('p', {}, words.none);
      case 'gone':
        return make('p', {}, words.gone);
      case 'binary':
        return make('p', {}, fill(words.binary, sizeOf(body.total)));
      case 'image': {
        const image = make('img', { alt: words.image });
        image.src = body.source;
        return image;
      }
      case 'text': {
        const text = make('pre', { tabindex: '0' }, body.text);
        return body.cut ? make('div', {}, make('p', {}, fill(words.cut, sizeOf(body.total))), text) : text;
      }
      default:
        return body satisfies never;
    }
  }
}

function section(title: string, content: HTMLElement): HTMLElement {
  return make('details', { open: 'true' }, make('summary', {}, title), content);
}

function table(fields: readonly Field[]): HTMLElement {
  return definitions(fields);
}

function definitions(rows: readonly (readonly [string, string | HTMLElement])[]): HTMLElement {
  const parts = rows.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]);
  return make('dl', {}, ...parts);
}
