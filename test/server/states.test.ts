import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { ReleaseParts } from '../../flows/release.ts'
import { botOf, carryOn, type Stored } from './states/stored.ts'

/* What earlier releases of Parley stored is carried on as they would have: see test/fixtures/states/make.ts. */
const folder = new URL('../fixtures/states/', import.meta.url)
const versions = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory())
const names = versions.flatMap(({ name }) =>
  readdirSync(new URL(`${name}/`, folder))
    .filter((file) => !file.endsWith('.release.json'))
    .map((file) => `${name}/${file}`),
)

test('there are states of every kind of place', () => {
  const modes = new Set(names.map((name) => read<Stored>(name).state.mode))
  expect([...modes].sort()).toEqual(['bot', 'closed', 'human', 'waiting'])
})

test.each(names)('the conversation %s goes on as it did', async (name) => {
  const { bot, state, then } = read<Stored>(name)
  const parts = read<ReleaseParts>(`${name.split('/')[0]}/${bot}.release.json`)
  expect(carryOn(await botOf(parts), state, then)).toEqual(then)
})

function read<Value>(name: string): Value {
  const value: Value = JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
  return value
}
