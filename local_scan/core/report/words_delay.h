/* words_delay: what systems say of mail that they go on trying to deliver (tables of lost.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * As in words.h. Only what says that it goes on: advice to try again later also comes with
 * failures. */
#ifndef BS_WORDS_DELAY_H
#define BS_WORDS_DELAY_H

static const char *const queue_texts[] = {
    /* A queue, and a system that goes on: of mail only. */
    "warning message only", "delivery attempts will continue", "has not yet been delivered",
    "not been delivered yet", "will continue to try", "will keep trying", "we keep trying",
    "do not need to resend", "do not have to send it again", "no need to send it again",
    "no need to resend", "stays in the queue", "remains in the queue", "noch nicht zugestellt",
    "noch nicht ausgeliefert", "versuchen es weiter", "wird weiterhin versuch",
    "weitere zustellversuche", "nicht erneut senden", "nicht noch einmal senden",
    "continuerons d'essayer", "continuera d'essayer", "continuerons à essayer",
    "continuera à essayer", "seguiremos intent", "seguirá intent", "se volverá a intentar",
    "no hace falta que lo reenv", "no es necesario que lo reenv", "continuerà a tentare",
    "verrà ritentat", "non è necessario inviar", "continuará a tentar", "continuaremos tentando",
    "continuará tentando", "não é necessário reenviar", "continuarem intent", "nog niet bezorgd",
    "nog niet afgeleverd", "blijven het proberen", "blijft het proberen", "blijft proberen",
    "ännu inte levererats", "fortsätter att försöka", "endnu ikke leveret",
    "bliver ved med at prøve", "ennå ikke levert", "prøver videre", "fortsetter å prøve",
    "yritämme edelleen", "yritetään edelleen", "enn ekki verið afhent", "próbować dalej",
    "będziemy próbować", "budeme to dál", "poskušali bomo", "pokušavamo i dalje", "pokušavat ćemo",
    "покушавамо", "ещё не доставл", "еще не доставл", "пока не доставл", "попытки продолж",
    "попытки доставки продолж", "попытки будут продолж", "ще не доставл", "спроби трива",
    "спроби продовж", "още не е достав", "опитите продълж", "dar nepristaty", "bandysime toliau",
    "vēl nav piegād", "turpināsim", "proovime edasi", "tovább próbálkoz", "további kísérlet",
    "vom încerca în continuare", "se va încerca din nou", "δεν έχει παραδοθεί ακόμη",
    "οι προσπάθειες συνεχ", "henüz teslim", "henüz iletil", "denemeye devam", "لم يتم تسليمها بعد",
    "لم تسلم بعد", "سنواصل المحاولة", "ستستمر المحاول", "טרם נמסר", "עדיין לא נמסר", "נמשיך לנסות",
    "هنوز تحویل", "تلاش ادامه", "ยังไม่ได้ส่ง", "จะพยายามต่อไป", "chưa được gửi", "chưa gửi được",
    "tiếp tục thử", "belum terkirim", "terus mencoba", "terus mencuba", "प्रयास जारी", "再送を",
    "まだ配信", "まだ配送", "再送信を続け", "尚未送达", "尚未投递", "继续尝试", "尚未送達", "繼續嘗試", "아직 전달", "아직 배달", "계속 시도",
    "will retry for", "will be tried again", "has delayed status", "still waiting in our queue",
    "still waiting in the queue", "still in our queue", "still in the queue", "still queued",
    "need not send it again", "be notified if the delivery fails", "versuchen es in den nächsten",
    "befindet sich noch in der warteschlange", "noch in der warteschlange", "sigue en la cola",
    "sigue en cola", "no tiene que volver a enviar", "è ancora in coda", "ainda está na fila",
    "encara és a la cua", "nog in de wachtrij", "proberen het de komende", "ligger kvar i kön",
    "ligger stadig i køen", "ligger fortsatt i køen", "odottaa jonossa", "ponawiać próby",
    "čeká ve frontě", "čaká vo fronte", "várólistán", "este încă în coadă", "čeka u redu",
    "čeka v vrsti", "чека у реду", "находится в очереди", "стоит в очереди", "в черзі",
    "чака на опашката", "на опашката", "στην ουρά", "kuyrukta", "denemeyi sürdür", "laukia eilėje",
    "gaida rindā", "ממתינה בתור", "قائمة الانتظار", "در صف است", "कतार में", "ยังอยู่ในคิว",
    "ลองส่งใหม่", "dalam antrean", "配送待ち", "送信を試み", "仍在队列", "会在两天内重试", "内重试", "仍在佇列", "內重試",
    "keeps retrying", "keep retrying", "tries again until", "wiederholt den versuch",
    "wiederholt die zustell", "sigue reintent", "il server riprova", "repete a tentativa",
    "probeert het tot", "palvelin yrittää", "serwer próbuje", "server to zkouší",
    "kiszolgáló próbál", "serverul încearcă", "poslužitelj pokušava", "повторяет попытки",
    "повторює спроби", "сървърът опитва", "διακομιστής προσπαθεί", "sunucu deneme", "השרת מנסה",
    "يحاول الخادم", "máy chủ thử", "server mencoba", "服务器会尝试", "伺服器會嘗試", "nadal czeka w kolejce",
    "ootab veel järjekorras"};

static const char *const delay_texts[] = {
    /* Other things are late and tried again, too, so these count only in a known report. */
    "is a warning only", "has been delayed", "delivery is delayed", "will be retried",
    "we shall try again", "we will try again", "verzögert sich", "wird verzögert",
    "wurde verzögert", "n'a pas encore", "est retardé", "été retardé", "été différé",
    "inutile de le renvoyer", "aún no se ha", "aún no ha", "todavía no", "se ha retrasado",
    "non è ancora stat", "è in ritardo", "subito un ritardo", "ainda não foi", "ainda não pôde",
    "está atrasad", "encara no s'ha", "is vertraagd", "är försenat", "har försenats",
    "försöker igen", "er forsinket", "prøver igen", "ei ole vielä", "on viivästynyt",
    "reynum áfram", "jeszcze nie został", "opóźni", "ještě nebyl", "se zpožďuje", "zpožděn",
    "ešte nebol", "sa oneskor", "še ni b", "zamuja", "još nije", "dostava kasni", "још није",
    "задержан", "задержива", "затрим", "се бави", "се забав", "vėluoja", "kavējas", "hilineb",
    "viibib", "ei ole veel", "még nem", "késik", "késedelmes", "încă nu a", "întârzie",
    "δεν έχει ακόμη", "καθυστερ", "gecikiyor", "gecikti", "yeniden denen", "تأخر تسليم", "מתעכב",
    "ล่าช้า", "bị chậm", "bị trì hoãn", "sẽ thử lại", "tertunda", "akan dicoba lagi", "tertangguh",
    "विलंब", "遅れて", "遅延して", "已延迟", "被延迟", "已延遲", "늦어지고", "지연되고", "지연되었", "we will retry",
    "temporary problem delivering", "konnte bisher nicht", "nouvelles tentatives",
    "de nouveau pendant", "lo intentaremos de nuevo", "altri tentativi", "ulteriori tentativi",
    "novas tentativas", "gör nya försök", "nya försök", "forsøger igen", "prøver på nytt",
    "yritetään uudelleen", "yritämme uudelleen", "ponowimy", "vom reîncerca", "попробуем ещё",
    "попробуем еще", "tekrar deneyeceğiz", "ננסה שוב", "سنعيد المحاولة", "دوباره تلاش", "फिर कोशिश",
    "mencoba lagi", "再試行", "다시 시도합니다", "다시 시도할", "takes longer than",
    "not reached its destination yet", "dauert länger als", "prend plus de temps", "réessaie",
    "tarda más de", "richiede più tempo", "está a demorar", "duurt langer", "tar längre tid",
    "tager længere tid", "tar lengre tid", "kestää tavallista", "trwa dłużej", "trvá déle",
    "trvá dlhšie", "szokásosnál tovább", "durează mai mult", "traje dulje", "траје дуже",
    "traja dlje", "занимает больше времени", "триває довше", "отнема повече", "διαρκεί περισσότερο",
    "uzun sürüyor", "trunka ilgiau", "aizņem ilgāku", "võtab kauem", "triga més", "נמשכת זמן",
    "وقتا أطول", "زمان بیشتری", "अधिक समय", "lâu hơn bình thường", "ใช้เวลานาน", "lebih lama dari",
    "時間がかかって", "时间较长", "需要較長", "시간이 걸리", "še čaka", "še čeka", "próbálkozunk", "continueremo a",
    "จะพยายาม", "再送します", "versuchen es noch", "prøver til", "försöker till", "kolejne próby",
    "další pokusy", "ďalšie pokusy", "ще опитваме", "ще опитаме", "будем пытаться",
    "θα προσπαθήσουμε ξανά", "continuar a tentar", "mēģināsim vēl", "proovime veel",
    "bandysime dar", "намагатимемося", "budeme to zkoušet", "budeme to skúšať",
    "ho tornarem a provar"};

#endif
