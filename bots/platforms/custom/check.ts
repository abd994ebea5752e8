type Row = { name: string; ok: boolean; help?: string }

/** Whether a gateway works, in words: whether it takes a ping, and where it has to post. */
export async function check(ping: () => Promise<unknown>, webhook: string | null): Promise<Row[]> {
  const wrong = await ping().then(() => null, wordsOf)
  const gateway = { name: 'Gateway', ok: wrong === null }
  return [
    wrong === null
      ? gateway
      : { ...gateway, help: `${wrong} Look at CUSTOM_URL, and whether both sides have the same secret.` },
    webhook === null
      ? { name: 'Receiving', ok: false, help: 'Parley has no public address. Set PUBLIC_URL.' }
      : { name: 'Receiving', ok: true, help: `The gateway has to post to ${webhook}.` },
  ]
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
