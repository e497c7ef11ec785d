// The bundle of features that are rarely used: VS Code does not read it when a window opens.
export { diagnose, showDiagnosis } from '../doctor/diagnosis';
export { debugPage } from '../debug/debugPage';
export { ServeTasks } from '../tasks/serveTask';
export { lacksOptions, openNamedBrowser } from '../preview/browsers';
export { pickBrowser } from '../preview/openIn';
export { foundSettings } from '../import/foundSettings';
export { importFound } from '../import/importSettings';
export { pickServerToStop, showMenu } from '../status/serverMenu';
