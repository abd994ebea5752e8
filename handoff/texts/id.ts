import type { Texts } from './en.ts'

/** What Parley itself says in Indonesian. */
export const id: Texts = {
  connecting: 'Saya carikan seseorang untuk Anda.',
  passed: 'Saya teruskan Anda ke orang yang dapat membantu.',
  trouble: 'Ada yang salah di pihak saya, jadi saya carikan seseorang untuk Anda.',
  place: 'Anda nomor {{place}} dalam antrean.',
  away: 'Saat ini belum ada orang. Pesan Anda disimpan dan akan dijawab begitu ada yang kembali.',
  closed: 'Saat ini kami tutup. Pesan Anda disimpan dan akan dijawab saat kami buka lagi.',
  toBot: 'Kembali ke bot',
  back: 'Bot kembali. Apa yang bisa saya bantu?',
  moment: 'Mohon tunggu sebentar.',
  noted: 'Terima kasih, sudah dicatat.',
  unreadable: 'Saya tidak bisa membaca pesan jenis ini. Tolong tuliskan dengan kata-kata.',
  help: 'Jawab dengan kata-kata Anda sendiri, tulis “mulai lagi” untuk mengulang, atau “orang” untuk berbicara dengan seseorang.',
  goodbye: 'Sudah lama tidak ada kabar, jadi saya tutup dulu. Silakan tulis lagi kapan saja.',
  ended: 'Percakapan ini sudah ditutup. Silakan tulis lagi kapan saja.',
  didYouMean: 'Apakah maksud Anda salah satu dari ini?',
  neither: 'Bukan semuanya',

  'words.person':
    'orang | seseorang | orang asli | manusia | agen | operator | petugas | cs | bicara dengan orang | bicara dengan seseorang | bicara dengan manusia | bicara dengan agen | bicara dengan petugas | berbicara dengan orang | berbicara dengan seseorang | saya mau bicara dengan orang | saya ingin bicara dengan orang | saya ingin berbicara dengan seseorang | bisa bicara dengan orang | hubungkan ke operator | hubungkan ke petugas',
  'words.restart': 'mulai lagi | mulai dari awal | ulang dari awal | mulai ulang',
  'words.help': 'bantuan | bantu saya | tolong bantu',
  'words.polite': 'tolong | mohon | ya | terima kasih | halo',
}
