/** @jsxImportSource preact */

const paths = {
  bot: 'M12 8V4M9 4h3M4 10a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM9 13v2M15 13v2',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M5 20a7 7 0 0 1 14 0',
  queue: 'M12 7v5l3 2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18',
  close: 'M18 6 6 18M6 6l12 12',
  send: 'M4 12h15M13 6l6 6-6 6',
} as const

/** A small drawing beside words; it says nothing to a screen reader. */
export function Icon({ name, flip }: { name: keyof typeof paths; flip?: boolean }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" class={flip ? 'flip' : undefined}>
      <path d={paths[name]} />
    </svg>
  )
}
