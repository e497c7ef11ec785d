// The bundle of what is seldom wanted: a start of the window does not read it.
export { diagnose, showDiagnosis } from '../doctor/diagnosis';
export { debugPage } from './debugPage';
export { ServeTasks } from './serveTask';
export { lacksOptions, openNamedBrowser } from '../preview/browsers';
export { pickBrowser } from '../preview/openIn';
export { foundSettings, importFound } from '../import/importSettings';
export { pickServerToStop, showMenu } from './menu';
