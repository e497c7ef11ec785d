import { fault, isFields, type Fields, type RouteFault } from './routeKind';

/** The most values of one route, without the content of its answers: each is checked on every read of the file. */
const MOST_VALUES = 5000;
/** Characters of the longest value. */
const LONGEST = 8000;

/** Why a route is too large to be checked in one piece; undefined if it is not. Pure. */
export function tooMuch(route: Fields): RouteFault | undefined {
  const measured = new Measure();
  return measured.add(route, true)
    ? undefined
    : fault(
        measured.isLong
          ? `A text of a route has at most ${LONGEST} characters; “json” and “body” may be longer.`
          : `A route has at most ${MOST_VALUES} values besides “json” and “body”.`,
      );
}

class Measure {
  isLong = false;
  private count = 0;

  /** @param hasContent whether this is a route or one of its answers */
  add(value: unknown, hasContent: boolean): boolean {
    this.count += 1;
    this.isLong = typeof value === 'string' && value.length > LONGEST;
    if (this.isLong || this.count > MOST_VALUES) return false;
    if (Array.isArray(value)) return value.every(each => this.add(each, hasContent));
    if (!isFields(value)) return true;
    return Object.keys(value).every(key => this.addField(key, value, hasContent));
  }

  private addField(key: string, fields: Fields, hasContent: boolean): boolean {
    this.isLong = key.length > LONGEST;
    if (this.isLong) return false;
    return (hasContent && CONTENT.has(key)) || this.add(fields[key], hasContent && key === 'answers');
  }
}

const CONTENT: ReadonlySet<string> = new Set(['json', 'body']);
