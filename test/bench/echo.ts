import fastify from 'fastify'
import { tellUsage } from './usage.ts'

/* The control: a raw Fastify that parses a JSON body and gives it back. */
const app = fastify()
app.post('/', (request, reply) => reply.send(request.body))
tellUsage(await app.listen({ port: 0, host: '127.0.0.1' }))
process.on('SIGTERM', () => process.exit(0))
