type Row = { name: string; ok: boolean; help?: string }

/** Whether an official account works, in words: its secret, what it may do, and where WeChat delivers. */
export async function check(
  ask: (path: string) => Promise<unknown>,
  access: () => Promise<string>,
  webhook: string | null,
): Promise<Row[]> {
  const name = 'AppID and AppSecret'
  const token = await access().then(() => null, wordsOf)
  if (token !== null) {
    const where = 'Settings and Development > Basic configuration at mp.weixin.qq.com'
    return [{ name, ok: false, help: `${token} Look at AppID, AppSecret and IP whitelist: ${where}.` }]
  }
  // It needs the same permission as a message, and troubles nobody.
  const may = await ask('customservice/getkflist').then(() => null, wordsOf)
  const sending = { name: 'Customer service messages', ok: may === null }
  return [{ name, ok: true }, may === null ? sending : { ...sending, help: may }, receiving(webhook)]
}

/** WeChat does not tell where it delivers. */
function receiving(webhook: string | null): Row {
  const name = 'Receiving'
  if (webhook === null) return { name, ok: false, help: 'Parley has no public address. Set PUBLIC_URL.' }
  const help = `WeChat does not tell where it delivers. It has to be ${webhook}, under Basic configuration > Server configuration.`
  return { name, ok: true, help }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
