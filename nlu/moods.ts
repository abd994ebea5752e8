/** Words by which a customer says that something is urgent, or that they are upset; folded, phrases parted by commas. */
export const moods: Readonly<Record<'urgent' | 'upset', Readonly<Record<string, string>>>> = {
  urgent: {
    en: 'urgent, urgently, asap, a s a p, as soon as possible, immediately, right away, emergency, hurry, time sensitive, cannot wait, can not wait, running out of time, before it is too late',
    es: 'urgente, urgentemente, urge, cuanto antes, lo antes posible, inmediatamente, de inmediato, emergencia, ya mismo, no puede esperar',
    id: 'darurat, mendesak, secepatnya, sesegera mungkin, segera, sekarang juga, cepat tolong, tolong cepat, buruan, penting sekali, tidak bisa menunggu',
    de: 'dringend, eilig, eilt, so schnell wie moglich, schnellstmoglich, umgehend, unverzuglich, sofort, notfall, asap, keine zeit',
    fr: 'urgent, urgente, urgence, d urgence, au plus vite, des que possible, le plus vite possible, immediatement, tout de suite, sans delai',
    pt: 'urgente, urgentemente, urgencia, o mais rapido possivel, o quanto antes, imediatamente, emergencia, nao pode esperar',
  },
  upset: {
    en: 'furious, outrageous, ridiculous, unacceptable, fed up, sick of this, sick and tired, disgrace, disgraceful, rip off, ripped off, scam, scammers, joke of a, worst, last time i, never again, losing my patience, lost my patience, lawyer, wtf, shame on you, had enough, what a joke',
    es: 'inaceptable, indignante, indignado, indignada, vergüenza, verguenza, estafa, estafadores, harto, harta, enfadado, enfadada, furioso, furiosa, ridiculo, pesimo, pesima, nunca mas, abogado, cabreado, cabreada, una broma',
    id: 'kecewa, marah, kesal, emosi, penipu, penipuan, parah, payah, mengecewakan, menyebalkan, tidak bertanggung jawab, ga becus, nggak becus, gak becus, tidak becus, kapok, geram, jengkel, buruk sekali, jelek banget',
    de: 'katastrophe, katastrophal, furchtbar, schrecklich, unverschamt, unverschamtheit, frechheit, wutend, sauer, stinksauer, emport, emporend, inakzeptabel, unzumutbar, abzocke, betrug, betruger, nie wieder, anwalt, saftladen, lacherlich, schnauze voll, reicht mir',
    fr: 'inadmissible, inacceptable, scandaleux, scandale, honteux, honte, furieux, furieuse, arnaque, arnaqueurs, ras le bol, en colere, ridicule, plus jamais, avocat, marre',
    pt: 'inaceitavel, absurdo, vergonha, golpe, golpistas, furioso, furiosa, indignado, indignada, palhacada, ridiculo, pessimo, pessima, nunca mais, advogado, revoltado, revoltada, cansado disso',
  },
}
