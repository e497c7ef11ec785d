import { isHtml } from './dom';
import { getter, method, setter } from './language';

/** The address of the picture that an image shows: absolute, as it was loaded. */
export const shownSource = getter(HTMLImageElement, 'currentSrc');
const media = HTMLMediaElement;
export const timeOf = getter(media, 'currentTime');
export const setTime = setter(media, 'currentTime');
export const rateOf = getter(media, 'playbackRate');
export const setRate = setter(media, 'playbackRate');
export const isPaused = getter(media, 'paused');
export const setMuted = setter(media, 'muted');
export const play = method(media, 'play');
export const loadMedia = method(media, 'load');
export const isMedia = (one: Node | null | undefined): one is HTMLMediaElement =>
  isHtml(one, 'video') || isHtml(one, 'audio');
