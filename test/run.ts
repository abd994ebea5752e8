import { startVitest } from 'vitest/node'

/** Runs the tests; PARLEY_TEST_REPORT names a file that gets vitest's JSON report, words after the command are filters. */
const report = process.env.PARLEY_TEST_REPORT
const vitest = await startVitest('test', process.argv.slice(2), {
  config: 'test/vitest.config.ts',
  watch: false,
  reporters: report ? ['default', 'json'] : ['default'],
  ...(report ? { outputFile: { json: report } } : {}),
})
await vitest.close()
