import type { Plugin } from '../app.ts'

/** The orders of the sample shop, so that its flow has something to call: what an order says follows from its number. */
export const demo: Plugin = (app, { clock }) => {
  app.get<{ Params: { id: string } }>('/demo/orders/:id', async (request, reply) => {
    const { id } = request.params
    if (!/^[A-Z]{2}\d{6}$/.test(id))
      return reply.code(404).send({ error: 'not-found', message: 'There is no such order.' })
    const daysLate = Number(id.at(-1))
    const due = new Date(clock() + (2 + (daysLate % 3)) * 86_400_000)
    return {
      order: id,
      status: daysLate > 3 ? 'delayed' : 'on its way',
      daysLate,
      due: due.toISOString().slice(0, 10),
    }
  })
}
