import type { Texts } from './en.ts'

/** What Parley itself says in French. */
export const fr: Texts = {
  connecting: 'Je cherche quelqu’un pour vous.',
  passed: 'Je vous passe quelqu’un qui peut vous aider.',
  trouble: 'Quelque chose s’est mal passé de mon côté, je cherche donc quelqu’un pour vous.',
  place: 'Vous êtes numéro {{place}} dans la file.',
  away: 'Il n’y a personne pour le moment. Votre message est gardé et vous aurez une réponse dès que quelqu’un sera de retour.',
  closed:
    'Nous sommes fermés pour le moment. Votre message est gardé et vous aurez une réponse à notre réouverture.',
  toBot: 'Retour au bot',
  back: 'Le bot est de retour. Comment puis-je vous aider ?',
  moment: 'Un instant, s’il vous plaît.',
  noted: 'Merci, c’est noté.',
  unreadable: 'Je ne peux pas lire ce type de message. Dites-le-moi avec des mots, s’il vous plaît.',
  help: 'Répondez avec vos propres mots, écrivez « recommencer » pour reprendre au début ou « une personne » pour parler à quelqu’un.',
  goodbye: 'Je n’ai plus de nouvelles de vous, je ferme donc pour le moment. Écrivez quand vous voulez.',
  ended: 'Cette conversation est maintenant close. Écrivez quand vous voulez.',
  didYouMean: 'Vouliez-vous dire l’une de ces choses ?',
  neither: 'Aucune',

  'words.person':
    'personne réelle | une personne | une vraie personne | humain | un humain | agent | un agent | conseiller | un conseiller | une conseillère | opérateur | un opérateur | quelqu’un | parler à une personne | parler à quelqu’un | parler à un humain | parler à un agent | parler à un conseiller | je veux parler à une personne | je veux parler à quelqu’un | je voudrais parler à une personne | je voudrais parler à quelqu’un | puis-je parler à quelqu’un | puis-je parler à une personne',
  'words.restart': 'recommencer | reprendre au début | repartir de zéro',
  'words.help': 'aide | aidez-moi | aide-moi',
  'words.polite': 's’il vous plaît | s’il te plaît | svp | merci | bonjour',
}
