import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const files: string[] = []
// What is in assembly/ is AssemblyScript, compiled on its own.
for await (const file of glob('{bots,flows,handoff,nlu,server}/**/*.{ts,tsx}', { cwd: root }))
  if (!/\/(dist|assembly)\//.test(file)) files.push(file)

/** Who may import what, lowest floor first: the first pattern that a file matches rules it. `type:` stands for `import type`. */
const floors: { of: RegExp; may: RegExp[]; packages: RegExp[] }[] = [
  { of: /^bots\/(message|entry)\.ts$/, may: [/^bots\/(message|entry)\.ts$/], packages: [/^typebox/] },
  {
    of: /^bots\/(channel|fit|window)\.ts$/,
    may: [/^bots\/(message|entry|channel|fit|window)\.ts$/],
    packages: [/^typebox/],
  },
  {
    of: /^bots\/platforms\//,
    may: [/^bots\/(message|entry|channel|fit)\.ts$/, /^bots\/platforms\//],
    packages: [
      ...[/^typebox/, /^node:/, /^@line\/bot-sdk$/, /^telegraf/, /^twilio\//],
      ...[/^botbuilder$/, /^fast-xml-parser$/, /^jose$/, /^standardwebhooks$/],
      ...[/^imapflow$/, /^mailparser$/, /^nodemailer$/, /^smtp-server$/],
    ],
  },
  {
    of: /^bots\/channels\//,
    may: [/^bots\/(message|entry|channel)\.ts$/, /^bots\/platforms\//],
    packages: [/^typebox/, /^node:/, /^@line\/bot-sdk$/, /^telegraf/, /^twilio\//],
  },
  {
    of: /^nlu\//,
    may: [/^nlu\//],
    packages: [
      ...[/^typebox/, /^natural\//, /^tinyld/, /^fflate$/, /^node:crypto$/],
      ...[/^chrono-node$/, /^libphonenumber-js$/, /^linkifyjs$/, /^re2js$/, /^@microsoft\/recognizers-text-/],
    ],
  },
  {
    of: /^handoff\//,
    may: [/^handoff\//, /^bots\/(message|entry)\.ts$/, /^type:flows\/state\.ts$/],
    packages: [/^typebox/, /^xstate$/],
  },
  {
    of: /^flows\/actions\//,
    may: [/^bots\/(message|entry|channel)\.ts$/, /^type:server\/requests\.ts$/],
    packages: [/^typebox/, /^node:/],
  },
  {
    of: /^flows\//,
    may: [/^flows\/(?!actions)/, /^handoff\//, /^bots\/(message|entry|channel|fit)\.ts$/, /^type:nlu\//],
    packages: [/^typebox/, /^xstate$/, /^yaml$/, /^re2js$/],
  },
  {
    of: /^server\/(dashboard|widget)\//,
    may: [
      /^server\/dashboard\//,
      /^server\/widget\//,
      /^(flows|handoff)\//,
      /^bots\/(message|entry)\.ts$/,
      /^type:bots\//,
      /^type:server\/api\.ts$/,
    ],
    packages: [/^/],
  },
  { of: /^server\//, may: [/^(bots|nlu|handoff|flows)\//, /^server\/(?!dashboard|widget)/], packages: [/^/] },
]

/** Who alone may import a package. */
const alone: [RegExp, RegExp][] = [
  [/^xstate/, /^(flows\/compile|handoff\/states)\.ts$/],
  [/^node:sqlite$/, /^server\/stores\//],
  [/^(@line\/bot-sdk|telegraf|twilio)/, /^bots\/(channels|platforms)\//],
  [/^(imapflow|mailparser|nodemailer|smtp-server)$/, /^bots\/platforms\/email\//],
  [/^undici$/, /^server\/http\.ts$/],
  [/^botbuilder/, /^bots\/platforms\/botframework\/sdk\.ts$/],
  [/^fast-xml-parser$/, /^bots\/platforms\/wechat\/xml\.ts$/],
  [/^jose$/, /^bots\/platforms\/botframework\/verify\.ts$/],
  [/^standardwebhooks$/, /^bots\/platforms\/custom\/signing\.ts$/],
]

test('the files are found', () => {
  expect(files.length).toBeGreaterThan(100)
})

test('imports only go down', () => {
  const strays: string[] = []
  for (const file of files) {
    const floor = floors.find(({ of }) => of.test(file))
    if (!floor) strays.push(`${file} is on no floor`)
    for (const { name, typeOnly } of imports(file)) {
      const inside = name.startsWith('.')
      const target = inside ? relative(root, join(root, dirname(file), name)) : name
      const fine = inside
        ? floor?.may.some((rule) => rule.test(target) || (typeOnly && rule.test(`type:${target}`)))
        : floor?.packages.some((rule) => rule.test(name))
      if (!fine) strays.push(`${file} imports ${target}`)
      for (const [what, where] of alone)
        if (what.test(name) && !where.test(file)) strays.push(`${file} imports ${name}`)
    }
  }
  expect(strays).toEqual([])
})

test('channels do not import each other', () => {
  const strays = files
    .filter((file) => file.startsWith('bots/channels/'))
    .flatMap((file) =>
      imports(file)
        .filter(({ name }) => name.startsWith('./'))
        .map(({ name }) => `${file} imports ${name}`),
    )
  expect(strays).toEqual([])
})

test('no file is longer than 300 lines', () => {
  const long = files
    .map((file) => [file, source(file).split('\n').length] as const)
    .filter(([, lines]) => lines > 300)
  expect(long).toEqual([])
})

test('no file uses what Node cannot strip, or a type that says nothing', () => {
  const found = files.flatMap((file) =>
    [
      /^\s*(export\s+)?(const\s+)?enum\s/m,
      /:\s*any\b(?! \w)/,
      /\bas\s+any\b/,
      /@ts-(ignore|expect-error|nocheck)/,
      /^\s*namespace\s/m,
    ]
      .filter((rule) => rule.test(source(file)))
      .map((rule) => `${file}: ${rule}`),
  )
  expect(found).toEqual([])
})

test('words we do without stand in no file name', () => {
  expect(
    files.filter((file) =>
      /(manager|service|handler|provider|util|controller|processor|ticket(?!_number|Number))/i.test(file),
    ),
  ).toEqual([])
})

function imports(file: string): { name: string; typeOnly: boolean }[] {
  const found = source(file).matchAll(/^(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm)
  return [...found].map(([, typeOnly, name = '']) => ({ name, typeOnly: typeOnly !== undefined }))
}

function source(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}
