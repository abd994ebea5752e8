import { createLog } from '../../server/log.ts'
import { openParley } from '../../server/parley.ts'
import { readSettings } from '../../server/settings.ts'
import { tellUsage } from './usage.ts'

/* The subject: Parley as it ships, save that nothing is built for browsers. */
const settings = readSettings(process.env)
const parley = await openParley({ settings, env: process.env, log: createLog(settings) })
tellUsage(await parley.listen())
process.on('SIGTERM', () => void parley.close().then(() => process.exit(0)))
