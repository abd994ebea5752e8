import styles from './loader.css?inline'
import type { Panel } from './panel.tsx'

declare global {
  interface Window {
    /** What the brand's page may ask of the chat. Calls made before it is loaded wait in `q`. */
    parley?: Parley
  }
  /** The panel's file name, put in by the build. */
  const PARLEY_PANEL: string
}
interface Parley {
  (act: 'open' | 'close'): void
  (act: 'send', text: string): void
  q?: Iterable<Iterable<string>>
}

const sorry: Record<string, string> = {
  en: 'The chat cannot be reached. Please try again soon.',
  de: 'Der Chat ist nicht erreichbar. Bitte bald wieder versuchen.',
  es: 'El chat no está disponible. Inténtalo de nuevo pronto.',
  fr: 'Le chat est injoignable. Réessayez bientôt.',
  id: 'Obrolan belum dapat dihubungi. Silakan coba lagi nanti.',
  pt: 'O chat não está disponível. Tente de novo em breve.',
}

/** Puts the launcher on the page and fetches the panel when somebody wants it. Whatever fails, the page goes on. */
function loader(script: HTMLScriptElement): void {
  const { account = 'default', email, start, language: wanted } = script.dataset
  const base = new URL('.', script.src).href
  const key = `parley:${base}${account}:`
  const language = wanted || document.documentElement.lang || navigator.language
  const host = make('parley-chat')
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  const launcher = make('button', { type: 'button', ariaLabel: 'Chat' })
  const badge = make('b')
  const line = make('p', { role: 'status' })
  sheet.replaceSync(styles)
  root.adoptedStyleSheets = [sheet]
  launcher.part.add('launcher')
  launcher.append(make('i'), badge)
  root.append(launcher, line)

  let panel: Promise<Panel> | null = null
  function need(): Promise<Panel> {
    panel ??= import(/* @vite-ignore */ `${base}widget/${PARLEY_PANEL}`).then((module) =>
      module.panel({ root, launcher, badge, base, account, key, language, start }),
    )
    return panel
  }
  function want(act: (panel: Panel) => void): void {
    line.textContent = ''
    need().then(act, () => {
      panel = null
      line.textContent = `${sorry[language.slice(0, 2)] ?? sorry.en} `
      if (email) line.append(make('a', { href: `mailto:${email}`, textContent: email }))
    })
  }
  /** A failure is kept a moment, so that the click which follows shows it and does not fail a second time. */
  function needSoon(): void {
    const early = need()
    early.catch(() =>
      setTimeout(() => {
        if (panel === early) panel = null
      }, 10_000),
    )
  }
  launcher.addEventListener('pointerenter', needSoon, { once: true })
  launcher.addEventListener('click', () => want((panel) => panel.toggle()))

  function parley(act: string, text = ''): void {
    if (act === 'open') want((panel) => panel.open())
    if (act === 'send') want((panel) => panel.send(text))
    if (act === 'close') panel?.then((panel) => panel.close())
  }
  const early = window.parley?.q ?? []
  window.parley = parley
  document.body.append(host)
  for (const [act = '', text] of early) parley(act, text)

  try {
    // A panel over a whole phone would hide the page the visitor just went to.
    if (sessionStorage.getItem(`${key}open`) && innerWidth > 480) {
      want((panel) => panel.open({ focus: false }))
    } else if (localStorage.getItem(`${key}visitor`)) setTimeout(needSoon, 2000)
  } catch {
    // A browser that keeps nothing has nothing to carry on.
  }
}

function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  fields?: Partial<HTMLElementTagNameMap[Tag]>,
): HTMLElementTagNameMap[Tag]
function make(tag: string): HTMLElement
function make(tag: string, fields: object = {}): HTMLElement {
  return Object.assign(document.createElement(tag), fields)
}

const script = document.currentScript
if (script instanceof HTMLScriptElement) {
  if (document.body) loader(script)
  else addEventListener('DOMContentLoaded', () => loader(script))
}
