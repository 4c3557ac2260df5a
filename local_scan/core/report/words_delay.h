/* words_delay: what systems say of mail that they go on trying to deliver (a table of fate.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * As in words.h. Only what says that it goes on: advice to try again later also comes with
 * failures. */
#ifndef BS_WORDS_DELAY_H
#define BS_WORDS_DELAY_H

static const char *const delay_texts[] = {
    /* English: Sendmail, Exim, Postfix, Exchange, qmail */
    "warning message only", "is a warning only", "delivery attempts will continue",
    "has not yet been delivered", "not been delivered yet", "has been delayed",
    "delivery is delayed", "will be retried", "will continue to try", "will keep trying",
    "we keep trying", "we shall try again", "we will try again", "do not need to resend",
    "do not have to send it again", "no need to send it again", "no need to resend",
    "stays in the queue", "remains in the queue",
    /* German, French, Spanish, Italian, Portuguese */
    "noch nicht zugestellt", "noch nicht ausgeliefert", "verzögert sich", "wird verzögert",
    "wurde verzögert", "versuchen es weiter", "wird weiterhin versuch", "weitere zustellversuche",
    "nicht erneut senden", "nicht noch einmal senden", "n'a pas encore", "est retardé",
    "été retardé", "été différé", "continuerons d'essayer", "continuera d'essayer",
    "continuerons à essayer", "continuera à essayer", "inutile de le renvoyer", "aún no se ha",
    "aún no ha", "todavía no", "se ha retrasado", "seguiremos intent", "seguirá intent",
    "se volverá a intentar", "no hace falta que lo reenv", "no es necesario que lo reenv",
    "non è ancora stat", "è in ritardo", "subito un ritardo", "continueremo a",
    "continuerà a tentare", "verrà ritentat", "non è necessario inviar", "ainda não foi",
    "ainda não pôde", "continuar a tentar", "continuará a tentar", "continuaremos tentando",
    "continuará tentando", "está atrasad", "não é necessário reenviar", "encara no s'ha",
    "continuarem intent",
    /* Dutch, Scandinavian, Finnish */
    "nog niet bezorgd", "nog niet afgeleverd", "is vertraagd", "blijven het proberen",
    "blijft het proberen", "blijft proberen", "ännu inte levererats", "är försenat",
    "har försenats", "försöker igen", "fortsätter att försöka", "endnu ikke leveret",
    "er forsinket", "bliver ved med at prøve", "prøver igen", "ennå ikke levert", "prøver videre",
    "fortsetter å prøve", "ei ole vielä", "on viivästynyt", "yritämme edelleen",
    "yritetään edelleen", "enn ekki verið afhent", "reynum áfram",
    /* Slavic */
    "jeszcze nie został", "opóźni", "próbować dalej", "będziemy próbować", "kolejne próby",
    "ještě nebyl", "se zpožďuje", "zpožděn", "budeme to dál", "další pokusy", "ešte nebol",
    "sa oneskor", "ďalšie pokusy", "še ni b", "zamuja", "poskušali bomo", "još nije",
    "dostava kasni", "pokušavamo i dalje", "pokušavat ćemo", "још није", "покушавамо",
    "ещё не доставл", "еще не доставл", "пока не доставл", "задержан", "задержива",
    "попытки продолж", "попытки доставки продолж", "попытки будут продолж", "ще не доставл",
    "затрим", "спроби трива", "спроби продовж", "още не е достав", "се бави", "се забав",
    "опитите продълж",
    /* Baltic, Hungarian, Romanian, Greek, Turkish */
    "vėluoja", "dar nepristaty", "bandysime toliau", "kavējas", "vēl nav piegād", "turpināsim",
    "hilineb", "viibib", "ei ole veel", "proovime edasi", "még nem", "késik", "késedelmes",
    "tovább próbálkoz", "további kísérlet", "încă nu a", "întârzie", "vom încerca în continuare",
    "se va încerca din nou", "δεν έχει ακόμη", "δεν έχει παραδοθεί ακόμη", "καθυστερ",
    "οι προσπάθειες συνεχ", "henüz teslim", "henüz iletil", "gecikiyor", "gecikti",
    "denemeye devam", "yeniden denen",
    /* Asia */
    "لم يتم تسليمها بعد", "لم تسلم بعد", "تأخر تسليم", "سنواصل المحاولة", "ستستمر المحاول",
    "טרם נמסר", "עדיין לא נמסר", "מתעכב", "נמשיך לנסות", "هنوز تحویل", "تلاش ادامه", "ล่าช้า",
    "ยังไม่ได้ส่ง", "จะพยายามต่อไป", "chưa được gửi", "chưa gửi được", "bị chậm", "bị trì hoãn",
    "tiếp tục thử", "sẽ thử lại", "tertunda", "belum terkirim", "terus mencoba", "akan dicoba lagi",
    "tertangguh", "terus mencuba", "विलंब", "प्रयास जारी", "遅れて", "遅延して", "再送を", "まだ配信",
    "まだ配送", "再送信を続け", "尚未送达", "尚未投递", "已延迟", "被延迟", "继续尝试", "尚未送達",
    "已延遲", "繼續嘗試", "늦어지고", "지연되고", "지연되었", "아직 전달", "아직 배달",
    "계속 시도"};

#endif
