import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findMongod } from '../../../find-mongod.ts'

/* The store without one of its rules fails its own tests: so they could fail. */

const root = join(import.meta.dirname, '../../../..')
const mutants = [
  {
    rule: 'the silence of jobs that are made or wait',
    file: 'arrange.ts',
    from: 'silence(jobs, epoch)',
    to: 'silence(jobs, 0)',
    title: 'cancels what the bot has not sent when an agent takes over',
  },
  {
    rule: 'the silence of jobs whose lease ran out',
    file: 'claim.ts',
    from: 'fate(job, found.epoch)',
    to: 'fate(job, 0)',
    title: 'does not send again what a dead node held when the epoch rose',
  },
  {
    rule: 'the compare-and-set of a claim',
    file: 'change.ts',
    from: '{ ...at(found._id), rev: found.rev }',
    to: 'at(found._id)',
    title: 'starts nothing of an older epoch where the claim looked before the take',
  },
  {
    rule: 'the compare-and-set of a turn',
    file: 'commit.ts',
    from: '{ _id, identity, rev: before.rev }',
    to: '{ _id, identity }',
    title: 'takes a turn anew where a job was claimed before it was stored',
  },
  {
    rule: 'the mark of what is unread',
    file: 'append.ts',
    from: '...(item.quiet ? {} : { unread: true }),',
    to: '',
    title: 'does not find quiet entries behind, and lets the cursor pass them',
  },
  {
    rule: 'the fence of a lease',
    file: 'jobs.ts',
    from: ' && job.lease?.token === held.token',
    to: '',
    title: 'settles once, with the token of the lease',
  },
]

/** As much of vitest's report as is read here. */
interface Report {
  testResults: { assertionResults: { title: string; status: string }[] }[]
}

describe.skipIf(findMongod() === null)('the tests of the MongoDB store: no mongod was found', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-mutants-'))
    const wanted = (path: string) => !/server\/(dashboard|widget|dist)/.test(path)
    await cp(join(root, 'server'), join(folder, 'server'), { recursive: true, filter: wanted })
    await cp(join(root, 'test/server/stores'), join(folder, 'test/server/stores'), { recursive: true })
    for (const file of ['vitest.config.ts', 'mongod.ts', 'find-mongod.ts'])
      await cp(join(root, 'test', file), join(folder, 'test', file))
    for (const name of ['package.json', 'node_modules', 'bots', 'flows', 'handoff', 'nlu'])
      await symlink(join(root, name), join(folder, name))
  })
  afterAll(() => rm(folder, { recursive: true }))

  /** Runs some of the store's tests in the copy; gives the titles of those that passed, and of those that failed. */
  async function run(titles: string[]): Promise<{ passed: string[]; failed: string[] }> {
    const words = ['run', '--config', 'test/vitest.config.ts', 'test/server/stores/mongodb.test.ts']
    const report = join(folder, 'report.json')
    const told = ['--reporter', 'json', '--outputFile', report, '-t', `(${titles.join('|')})`]
    await new Promise<void>((resolve) =>
      execFile(
        process.execPath,
        ['node_modules/vitest/vitest.mjs', ...words, ...told],
        { cwd: folder, maxBuffer: 10_000_000 },
        () => resolve(),
      ),
    )
    const { testResults }: Report = JSON.parse(await readFile(report, 'utf8'))
    const all = testResults.flatMap(({ assertionResults }) => assertionResults)
    const of = (wanted: string) => all.flatMap(({ title, status }) => (status === wanted ? [title] : []))
    return { passed: of('passed'), failed: of('failed') }
  }

  test('hold for the whole one', async () => {
    const { passed, failed } = await run(mutants.map(({ title }) => title))
    expect(failed).toEqual([])
    expect(passed).toHaveLength(mutants.length)
  }, 120_000)

  test.each(mutants)(
    'notice that it lacks $rule',
    async ({ file, from, to, title }) => {
      const path = join(folder, 'server/stores/mongodb', file)
      const whole = await readFile(path, 'utf8')
      expect(whole.split(from)).toHaveLength(2)
      await writeFile(path, whole.replace(from, to))
      const { failed } = await run([title])
      await writeFile(path, whole)
      expect(failed).toEqual([expect.stringContaining(title)])
    },
    120_000,
  )
})
