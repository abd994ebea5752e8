/** The two halves of a conversation's id. */
export function halves(conversation: string): [identity: string, n: number] {
  const at = conversation.lastIndexOf('#')
  const n = Number(conversation.slice(at + 1))
  if (at < 1 || !Number.isSafeInteger(n)) throw new Error(`"${conversation}" is not the id of a conversation`)
  return [conversation.slice(0, at), n]
}

/** Where the document of a conversation is; the identity is the shard key. */
export function at(conversation: string): { _id: string; identity: string } {
  return { _id: conversation, identity: halves(conversation)[0] }
}

/** The `_id` of an entry. */
export function entryId(conversation: string, position: number): string {
  return `${conversation}@${position}`
}

/** The conversation and position of an entry's `_id`. */
export function ofEntryId(id: string): { conversation: string; position: number } {
  const at = id.lastIndexOf('@')
  return { conversation: id.slice(0, at), position: Number(id.slice(at + 1)) }
}
