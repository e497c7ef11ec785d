import type { FromShareView } from '../../protocol/shareView';

const LONGEST = 100;

/** A message from the view; undefined when the value is malformed. */
export function readFromShareView(value: unknown): FromShareView | undefined {
  const fields = new Map<string, unknown>(
    typeof value === 'object' && value !== null ? Object.entries(value) : [],
  );
  const type = fields.get('type');
  switch (type) {
    case 'ready':
    case 'copy':
    case 'stop':
    case 'share':
      return { type };
    case 'address': {
      const address = textOf(fields.get('address'));
      return address === undefined ? undefined : { type, address };
    }
    case 'remove': {
      const id = textOf(fields.get('id'));
      return id === undefined ? undefined : { type, id };
    }
    case 'picks': {
      const [id, picks] = [textOf(fields.get('id')), fields.get('picks')];
      return id === undefined || typeof picks !== 'boolean' ? undefined : { type, id, picks };
    }
    default:
      return undefined;
  }
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= LONGEST ? value : undefined;
