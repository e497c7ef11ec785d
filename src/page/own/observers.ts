import { nodesOf } from './dom';
import { getter, method } from './language';

const OwnObserver = MutationObserver;
export const makeObserver = (act: (records: readonly MutationRecord[]) => void): MutationObserver =>
  new OwnObserver(act);
export const observe = method(MutationObserver, 'observe');
export const disconnect = method(MutationObserver, 'disconnect');
export const takeRecords = method(MutationObserver, 'takeRecords');
export const targetOf = getter(MutationRecord, 'target');
export const kindOfRecord = getter(MutationRecord, 'type');
export const attributeOfRecord = getter(MutationRecord, 'attributeName');
const addedNodes = getter(MutationRecord, 'addedNodes');
export const addedBy = (record: MutationRecord): Node[] => nodesOf(addedNodes(record) as NodeListOf<Node>);
