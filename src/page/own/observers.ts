import { nodesOf } from './dom';
import { getter, method } from './language';

const OwnObserver = MutationObserver;
export const makeObserver = (act: (records: readonly MutationRecord[]) => void): MutationObserver =>
  new OwnObserver(act);
export const observe = method(MutationObserver.prototype, 'observe');
export const disconnect = method(MutationObserver.prototype, 'disconnect');
export const takeRecords = method(MutationObserver.prototype, 'takeRecords');
export const targetOf = getter(MutationRecord.prototype, 'target');
export const kindOfRecord = getter(MutationRecord.prototype, 'type');
export const attributeOfRecord = getter(MutationRecord.prototype, 'attributeName');
const addedNodes = getter(MutationRecord.prototype, 'addedNodes');
export const addedBy = (record: MutationRecord): Node[] => nodesOf(addedNodes(record) as NodeListOf<Node>);
