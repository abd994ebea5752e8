interface Waiting<Item, Answer> {
  items: Item[]
  resolve(answers: Answer[]): void
  reject(error: unknown): void
}

/** The most that goes as one. */
const most = 50

/**
 * Lets one write at a time go for each name; what gathers meanwhile goes as one, in order. It clocks itself: where
 * nothing waits, nothing is delayed. `write` answers for each item.
 */
export function group<Item, Answer>(
  write: (name: string, items: Item[]) => Promise<Answer[]>,
): (name: string, items: Item[]) => Promise<Answer[]> {
  const lines = new Map<string, Waiting<Item, Answer>[]>()

  async function run(name: string, line: Waiting<Item, Answer>[]): Promise<void> {
    while (line.length > 0) {
      const batch = line.splice(0, most)
      try {
        const answers = await write(
          name,
          batch.flatMap((each) => each.items),
        )
        for (const each of batch) each.resolve(answers.splice(0, each.items.length))
      } catch (error) {
        for (const each of batch) each.reject(error)
      }
    }
    lines.delete(name)
  }

  return (name, items) =>
    new Promise((resolve, reject) => {
      const line = lines.get(name)
      if (line) {
        line.push({ items, resolve, reject })
        return
      }
      const first = [{ items, resolve, reject }]
      lines.set(name, first)
      void run(name, first)
    })
}
