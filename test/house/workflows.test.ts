import { NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow } from '@actions/workflow-parser';
import { ErrorPolicy } from '@actions/workflow-parser/model/convert';
import assert from 'node:assert/strict';
import { manifest } from './manifest';
import { filesBelow, read } from './tree';

/** GitHub's own reading of a workflow: messages with line and column. */
async function faultsOf(name: string, content: string): Promise<string[]> {
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  const faults = context.errors.getErrors().map(({ message }) => message);
  if (!value) return faults;
  const options = { errorPolicy: ErrorPolicy.TryConversion };
  const { errors = [] } = await convertWorkflowTemplate(context, value, undefined, options);
  return [...new Set([...faults, ...errors.map(({ Message }) => Message)])];
}

describe('the workflows', () => {
  const files = filesBelow('.github/workflows', '.yml');

  it('are read by GitHub without a fault', async () => {
    assert.deepEqual(files.toSorted(), ['.github/workflows/ci.yml', '.github/workflows/release.yml']);
    for (const file of files) assert.deepEqual(await faultsOf(file, read(file)), [], file);
  });

  it('are checked by a reader that finds what is wrong', async () => {
    const job = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo\n';
    assert.deepEqual(await faultsOf('good.yml', job), []);
    for (const wrong of [
      job.replace('run:', 'runs:'),
      job.replace('    steps', '    needs: b\n    steps'),
      job.replace('echo', 'echo ${{ matrx.os }}'),
      job.replace('echo', 'echo ${{ github. }}'),
      job.replace('on: push', 'on: pushed'),
      job.replace('    runs-on: ubuntu-latest\n', ''),
    ])
      assert.notDeepEqual(await faultsOf('wrong.yml', wrong), [], wrong);
  });

  it('try every system with every Node that is promised', () => {
    const text = read('.github/workflows/ci.yml');
    assert.match(text, /os: \[ubuntu-latest, windows-latest, macos-latest\]\n\s+node: \[20, 22, 24\]/);
    assert.match(text, /cron:/);
  });

  it('run scripts that exist', () => {
    const named = files.flatMap(file => [...read(file).matchAll(/npm (?:run )?(test|[\w:]+)/g)]);
    const scripts = named.map(([, name]) => String(name)).filter(name => name !== 'ci');
    assert.ok(scripts.length > 6);
    assert.deepEqual(
      scripts.filter(name => !(name in manifest.scripts)),
      [],
    );
  });

  it('give a job no right and no secret that it does not use', () => {
    const [ci, release] = files.toSorted().map(read);
    assert.match(ci!, /^permissions:\n {2}contents: read\n\n/m);
    assert.ok(!ci!.includes('secrets.') && !ci!.includes(': write'), 'ci.yml reads only');
    assert.match(release!, /^permissions: \{\}$/m);
    assert.deepEqual(
      [...release!.matchAll(/secrets\.(\w+)/g)].map(([, name]) => name),
      ['VSCE_PAT', 'OVSX_PAT'],
    );
  });
});
