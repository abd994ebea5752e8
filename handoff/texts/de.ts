import type { Texts } from './en.ts'

/** What Parley itself says in German. */
export const de: Texts = {
  connecting: 'Ich hole jemanden für Sie.',
  passed: 'Ich gebe Sie an jemanden weiter, der helfen kann.',
  trouble: 'Bei mir ist etwas schiefgegangen, deshalb hole ich jemanden für Sie.',
  place: 'Sie sind Nummer {{place}} in der Warteschlange.',
  away: 'Gerade ist niemand da. Ihre Nachricht ist gespeichert, und Sie bekommen eine Antwort, sobald jemand zurück ist.',
  closed:
    'Wir haben gerade geschlossen. Ihre Nachricht ist gespeichert, und Sie bekommen eine Antwort, wenn wir wieder da sind.',
  toBot: 'Zurück zum Bot',
  back: 'Der Bot ist wieder da. Wie kann ich helfen?',
  moment: 'Einen Moment, bitte.',
  noted: 'Danke, notiert.',
  unreadable: 'Diese Art von Nachricht kann ich nicht lesen. Bitte schreiben Sie es in Worten.',
  help: 'Antworten Sie mit eigenen Worten, schreiben Sie „von vorn“, um neu zu beginnen, oder „ein Mensch“, um mit jemandem zu sprechen.',
  goodbye:
    'Ich habe eine Weile nichts von Ihnen gehört und schließe das Gespräch vorerst. Schreiben Sie jederzeit wieder.',
  ended: 'Dieses Gespräch ist jetzt abgeschlossen. Schreiben Sie jederzeit wieder.',
  didYouMean: 'Meinten Sie eines davon?',
  neither: 'Nichts davon',

  'words.person':
    'mensch | ein mensch | einen menschen | echter mensch | ein echter mensch | person | eine person | mitarbeiter | mitarbeiterin | ein mitarbeiter | einen mitarbeiter | eine mitarbeiterin | berater | einen berater | mit einem menschen sprechen | mit jemandem sprechen | mit einem mitarbeiter sprechen | ich möchte mit einem menschen sprechen | ich möchte mit jemandem sprechen | ich will mit einem menschen sprechen | ich brauche einen menschen | kann ich mit einem menschen sprechen | kann ich mit jemandem sprechen',
  'words.restart': 'von vorn | von vorne | neu anfangen | neu beginnen | neustart',
  'words.help': 'hilfe | hilf mir | helfen sie mir',
  'words.polite': 'bitte | danke | hallo',
}
