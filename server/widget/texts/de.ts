import type { Texts } from '../texts.ts'

/** German */
export const de: Texts = {
  chat: 'Chat mit uns',
  close: 'Chat schließen',
  greeting: 'Hallo! Wie können wir helfen?',
  placeholder: 'Nachricht schreiben',
  send: 'Senden',
  person: 'Mit einem Menschen sprechen',
  bot: 'Assistent (Bot)',
  human: 'Ein Mensch',
  byBot: 'Ein automatischer Assistent antwortet',
  byQueue: 'Sie warten auf einen Menschen',
  byPerson: '{name} antwortet Ihnen',
  typing: 'Es wird geschrieben',
  unread: 'Neue Nachrichten: {count}',
  answers: 'Antwortvorschläge',
  waiting: 'Wird noch gesendet',
  refused: 'Konnte nicht gesendet werden',
  retry: 'Noch einmal',
  remove: 'Entfernen',
  offline:
    'Sie sind offline. Was Sie schreiben, bleibt erhalten und wird gesendet, sobald Sie wieder online sind.',
  lost: 'Wir sind gerade nicht erreichbar. Was Sie schreiben, bleibt erhalten und wird gesendet, sobald es geht.',
  image: 'Bild',
  audio: 'Tonaufnahme',
  video: 'Video',
  file: 'Datei',
  place: 'Karte öffnen',
}
