/** A record's own value by a name that others chose: `constructor` is no entry of an empty record. */
export function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}
