/** @jsxImportSource preact */
import { render } from 'preact'
import type { Message } from '../../bots/message.ts'
import { openCorner } from './corner.ts'
import { pageLanguage } from './language.ts'
import styles from './panel.css?inline'
import { Frame } from './parts/frame.tsx'
import { createTalk, type Talk } from './talk.ts'
import { loadTexts } from './texts.ts'
import { knownVisitor } from './visitor.ts'

/** What the loader hands over to the panel. */
export interface Mount {
  root: ShadowRoot
  launcher: HTMLButtonElement
  badge: HTMLElement
  /** Where the host serves from, ending in `/`. */
  base: string
  account: string
  /** What everything kept in the browser is named by. */
  key: string
  language: string
  start?: string
}

/** The open or closed panel, as the page and the launcher move it. */
export interface Panel {
  open(options?: { focus: boolean }): void
  close(): void
  toggle(): void
  /** Writes a text in the visitor's name, and shows the conversation. */
  send(text: string): void
}

/** Builds the panel beside the launcher. Nothing is stored and nobody is told before it is first opened. */
export async function panel(mount: Mount): Promise<Panel> {
  const { root, launcher, badge, base, account, key, start } = mount
  const spoken = pageLanguage(mount.language)
  const { language, texts } = await loadTexts(spoken)
  const corner = openCorner(key)
  const narrow = matchMedia('(max-width: 480px)')
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(styles)
  root.adoptedStyleSheets.push(sheet)
  const dialog = document.createElement('dialog')
  dialog.lang = language
  dialog.setAttribute('part', 'panel')
  root.append(dialog)

  let talk: Talk | null = null
  let settling = true
  let due = false

  function draw() {
    due = false
    if (talk === null) return
    const title = talk.visitor()?.name ?? texts.chat
    dialog.setAttribute('aria-label', title)
    render(<Frame {...{ talk, base, language, texts, title, settling, say, close }} />, dialog)
    see(talk)
    if (settling && talk.known().connection === 'live') {
      // What comes in the first moment is history: it is not read out.
      setTimeout(() => {
        settling = false
        drawSoon()
      }, 700)
    }
  }

  /** Tells what the visitor has seen, and how much they have not. */
  function see(current: Talk) {
    const seen = Number(corner.read('seen') ?? 0)
    const unseen = current.known().lines.filter((line) => line.by !== 'customer' && line.position > seen)
    const last = unseen.at(-1)
    const count = dialog.open ? 0 : unseen.length
    if (last && dialog.open && document.visibilityState === 'visible') {
      corner.write('seen', String(last.position))
      current.seen(last.position)
    }
    badge.textContent = count === 0 ? '' : String(count)
    const news = texts.unread.replace('{count}', String(count))
    launcher.setAttribute('aria-label', count === 0 ? texts.chat : `${texts.chat}. ${news}`)
  }

  // The lines of a history come one by one: they are drawn together.
  function drawSoon() {
    if (due) return
    due = true
    setTimeout(draw, 16)
  }

  function say(message: Message) {
    talk?.say(message)
    // The log runs from its end upwards, so this is the end.
    const log = dialog.querySelector('.log')
    if (log) log.scrollTop = 0
  }

  function begin() {
    const about = start === undefined ? {} : { start }
    const url = `${base}hooks/web/${encodeURIComponent(account)}`
    talk ??= createTalk({ url, corner, name: key, language: spoken, changed: drawSoon, ...about })
    draw()
  }

  function show() {
    if (narrow.matches) dialog.showModal()
    else dialog.show()
    fitView()
  }

  function open({ focus } = { focus: true }) {
    if (!dialog.open) {
      begin()
      const before = document.activeElement
      show()
      if (!focus) giveBack(root, before)
    }
    if (focus) dialog.querySelector('textarea')?.focus()
    launcher.setAttribute('aria-expanded', 'true')
    remember(key, true)
    draw()
  }

  function close() {
    if (!dialog.open) return
    dialog.close()
    launcher.setAttribute('aria-expanded', 'false')
    remember(key, false)
    launcher.focus()
    draw()
  }

  /** A phone's keyboard covers part of the page: the panel takes what is left. */
  function fitView() {
    const view = visualViewport
    const covered = narrow.matches && view !== null && view.height < innerHeight
    dialog.style.blockSize = covered ? `${view.height}px` : ''
    dialog.style.insetBlockStart = covered ? `${view.offsetTop}px` : ''
  }

  narrow.addEventListener('change', () => {
    if (!dialog.open) return
    dialog.close()
    show()
  })
  visualViewport?.addEventListener('resize', fitView)
  document.addEventListener('visibilitychange', drawSoon)
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault()
    close()
  })
  // To the page, keys typed here seem to come from no field: its own shortcuts must not take them.
  for (const type of ['keydown', 'keyup', 'keypress']) {
    dialog.addEventListener(type, (event) => event.stopPropagation())
  }
  dialog.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing) return
    event.preventDefault()
    close()
  })
  // Without a connection the browser can keep the page for the way back.
  addEventListener('pagehide', () => {
    talk?.close()
    talk = null
  })
  addEventListener('pageshow', (event) => {
    if (event.persisted && knownVisitor(corner) !== null) begin()
  })
  launcher.setAttribute('aria-label', texts.chat)
  if (knownVisitor(corner) !== null) begin()

  return {
    open,
    close,
    toggle: () => (dialog.open ? close() : open()),
    send(text) {
      open()
      if (text.trim() !== '') say({ type: 'text', text: text.slice(0, 8000) })
    },
  }
}

function remember(key: string, open: boolean): void {
  try {
    if (open) sessionStorage.setItem(`${key}open`, '1')
    else sessionStorage.removeItem(`${key}open`)
  } catch {
    // Without storage the next page simply begins with the chat closed.
  }
}

/** `show` moves the focus into the panel, also when the page only carries an open chat on. */
function giveBack(root: ShadowRoot, before: Element | null): void {
  const inside = root.activeElement
  if (inside instanceof HTMLElement) inside.blur()
  if (before instanceof HTMLElement) before.focus({ preventScroll: true })
}
