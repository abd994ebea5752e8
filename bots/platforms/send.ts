import { DeliveryError } from '../channel.ts'

/**
 * Makes the calls of one message in order, and gives the id of the last. When a later one may be tried again, the
 * whole is unknown: its beginning has arrived.
 */
export async function send<Call>(
  calls: Call[],
  signal: AbortSignal,
  sendOne: (call: Call) => Promise<string>,
): Promise<{ id: string }> {
  let id: string | null = null
  for (const call of calls) {
    try {
      if (signal.aborted) throw new DeliveryError('retry', 'There was no time left to send it.')
      id = await sendOne(call)
    } catch (error) {
      if (id === null || !(error instanceof DeliveryError) || error.class !== 'retry') throw error
      const { after } = error
      throw new DeliveryError(
        'unknown',
        `Its beginning was sent. ${error.message}`,
        after === undefined ? {} : { after },
      )
    }
  }
  if (id === null) throw new DeliveryError('permanent', 'There is nothing to send.')
  return { id }
}
