import type { DeviceRights, ShareState } from './shareState';

/** A cause of a device that does not connect, and the command that removes it. */
export interface ShareCause {
  readonly text: string;
  readonly command?: string | undefined;
}

/** Extension → view. */
export type ToShareView =
  | {
      readonly type: 'shared';
      readonly state: ShareState;
      /** The QR code of `joinUrl`, row by row with its quiet zone; true is dark. */
      readonly code: readonly (readonly boolean[])[];
      /** Whether devices that show the same page follow each other. */
      readonly inStep: boolean;
      /** The network in words. */
      readonly network: string;
      /** Shown when no device has come for a while. */
      readonly causes: readonly ShareCause[];
    }
  | { readonly type: 'ended'; readonly reason: string };

/** View → extension. */
export type FromShareView =
  | { readonly type: 'ready' }
  /** Shares another address of the machine. */
  | { readonly type: 'address'; readonly address: string }
  | { readonly type: 'remove'; readonly id: string }
  | { readonly type: 'allow'; readonly id: string; readonly rights: DeviceRights }
  /** Keeps all devices in step, or no longer. */
  | { readonly type: 'inStep'; readonly on: boolean }
  | { readonly type: 'copy' }
  | { readonly type: 'stop' }
  | { readonly type: 'share' };
