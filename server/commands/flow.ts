import { parseArgs } from 'node:util'
import type { NodeKind } from '../../flows/node.ts'
import { failure } from '../failure.ts'
import { load, shaped } from '../load.ts'
import { readBotFolder } from '../releases.ts'
import { loadEnvFile, readSettings } from '../settings.ts'

const help = `npm run flow -- check [FOLDER]

Looks for faults in a bot's folder (BOT_DIR, flows/examples/shop): 0 when there are none, 1 with a line for each.`

/** Checks a bot's folder. */
async function flow(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { help: { type: 'boolean' } },
    allowPositionals: true,
  })
  loadEnvFile()
  const [what, folder = readSettings(process.env).BOT_DIR] = positionals
  if (values.help) return console.log(help)
  if (what !== 'check') {
    console.error(help)
    process.exit(2)
  }
  const kinds = await load<NodeKind>('flows/nodes', shaped('title', 'options', 'exits', 'enter'))
  const { bot, flows, intents } = await readBotFolder(folder, kinds)
  const phrases = Object.values(intents)
    .flatMap((byIntent) => Object.values(byIntent))
    .flat().length
  const nodes = flows.reduce((sum, one) => sum + Object.keys(one.nodes).length, 0)
  console.log(`${bot.name}: ${flows.length} flows, ${nodes} nodes, ${phrases} training phrases, no faults.`)
}

flow().catch(failure)
