/* words_gone: what automatic replies say of people and addresses that are gone, and what receipts say
 * (tables of clues.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * As in words.h. */
#ifndef BS_WORDS_GONE_H
#define BS_WORDS_GONE_H

static const char *const gone_texts[] = {
    /* A person has left, or has another address. Notifications of programs say so, too. */
    "is no longer with", "no longer employed", "has left our company", "has left the organi",
    "left our company", "arbeitet nicht mehr", "nicht mehr bei uns beschäftigt",
    "nicht mehr in unserem", "nicht mehr für uns tätig", "unser unternehmen verlassen",
    "a quitté la société", "a quitté l'entreprise", "a quitté notre", "ne fait plus partie",
    "ne travaille plus", "ya no trabaja", "ha dejado la empresa", "non lavora più",
    "ha lasciato l'azienda", "já não trabalha", "não trabalha mais", "deixou a empresa",
    "niet meer werkzaam", "werkt hier niet meer", "werkt niet meer", "ons bedrijf verlaten",
    "arbetar inte längre", "ikke længere ansat", "er fratrådt", "jobber ikke lenger",
    "ikke lenger ansatt", "ei ole enää palveluksessa", "ei työskentele enää", "już nie pracuje",
    "nie pracuje już", "odszedł z firmy", "již nepracuje", "už nepracuje", "už u nás nepracuje",
    "már nem dolgozik", "nu mai lucrează", "больше не работает", "уже не работает",
    "більше не працює", "вече не работи", "више не ради", "više ne radi", "ne dela več",
    "δεν εργάζεται πια", "δεν εργάζεται πλέον", "artık çalışm", "şirketten ayrıl", "işten ayrıl",
    "لم يعد يعمل", "ترك الشركة", "כבר לא עובד", "אינו עובד עוד", "עזב את החברה", "ลาออกแล้ว",
    "ไม่ได้ทำงานที่นี่แล้ว", "không còn làm việc", "đã nghỉ việc", "sudah tidak bekerja",
    "tidak lagi bekerja", "退職いたし", "退職しました", "退社いたし", "已离职", "已離職", "已离开公司", "已離開公司", "퇴사하", "퇴직하",
    "my address has changed", "my e-mail address has changed", "my email address has changed",
    "address is no longer in use", "please use my new", "meine adresse hat sich",
    "meine e-mail-adresse hat sich", "meine neue e-mail-adresse",
    "adresse wird nicht mehr verwendet", "mon adresse a changé", "mon adresse électronique a",
    "mon adresse e-mail a", "ma nouvelle adresse", "mi dirección de correo ha",
    "mi dirección ha cambiado", "he cambiado de dirección", "mi nueva dirección",
    "il mio indirizzo è cambiato", "ho cambiato indirizzo", "il mio nuovo indirizzo",
    "meu endereço mudou", "meu endereço de e-mail mudou", "mudei de endereço",
    "mijn adres is gewijzigd", "mijn e-mailadres is gewijzigd", "mijn nieuwe e-mailadres",
    "min adress har ändrats", "min e-postadress har", "min mailadresse er", "min e-mailadresse er",
    "adressen min er endret", "min nye e-post", "osoitteeni on muuttunut", "mój adres e-mail się",
    "mój nowy adres", "moje adresa se změnila", "moja adresa sa zmenila", "megváltozott a címem",
    "megváltozott az e-mail címem", "adresa mea s-a schimbat", "мой адрес изменился",
    "у меня новый адрес", "мой новый адрес", "моя адреса змінилася", "адресът ми се промени",
    "moja se adresa", "moja adresa se promijenila", "η διεύθυνσή μου άλλαξε", "adresim değişti",
    "تغير عنواني", "הכתובת שלי השתנתה", "địa chỉ của tôi đã", "alamat email saya berubah",
    "アドレスが変わりました", "アドレスを変更しました", "我的邮箱地址已", "我的信箱已更改", "메일 주소가 바뀌",
    "has left the company", "have left the company",
    "is no longer part of",
    "has retired", "nicht länger bei", "in den ruhestand", "n'est plus parmi",
    "a pris sa retraite", "ya no forma parte", "se ha jubilado", "non fa più parte",
    "è andato in pensione", "não faz mais parte", "já não faz parte", "werkt niet langer",
    "is niet langer werkzaam", "is met pensioen", "har gått i pension",
    "er gået på pension", "er ikke længere ansat", "ei enää työskentele", "jäänyt eläkkeelle",
    "nie jest już pracownik", "nie jest już zatrudni", "u nás již nepracuje", "u nás už nepracuje",
    "odešel do důchodu", "již není zaměstn", "már nem a munkatárs", "nem dolgozik már", "nyugdíjba",
    "nu mai face parte", "nu mai este angajat", "ne radi više", "ni več zaposlen",
    "у нас уже не работ", "у нас больше не работ", "у нас уже не працю", "в нас більше не працю",
    "вече не е част", "δεν είναι πλέον", "artık şirketimizde", "nebedirba", "vairs nestrādā",
    "enam ei tööta", "ja no treballa", "לא עובד יותר", "لم يعد موظف", "دیگر اینجا کار",
    "अब यहाँ काम नहीं", "退職しており", "已经离职", "已經離職", "已离开本公司", "퇴사했", "i have a new e-mail address",
    "i have a new email address", "meine neue mailadresse",
    "új e-mail címem",
    "yeni e-posta adresim", "我的新邮箱",
    "har slutat hos", "har sluttet hos",
    "direct your message to", "direct your mail to"};

static const char *const unread_texts[] = {
    /* Mail to this address is not read: answers from it say so, and footers. */
    "mailbox is not monitored", "mailbox is not read", "mailbox isn't monitored",
    "inbox is not monitored", "address is not monitored", "address does not accept",
    "used for sending only", "used only for sending", "send-only address", "will not be read",
    "cannot receive replies", "unmonitored", "wird nicht gelesen", "werden nicht gelesen",
    "nur dem versand", "nur zum versand", "reine versandadresse", "nicht abgerufen",
    "n'est pas consultée", "n'est pas lue", "ne sera pas lu", "n'est pas relevée",
    "n'est pas surveillée", "no se revisa", "no se lee", "no se supervisa", "no está supervisad",
    "nadie leerá", "no admite respuestas", "non viene letta", "non è presidiata",
    "non è monitorata", "non viene controllata", "não é monitorad", "não é lida", "não será lida",
    "wordt niet gelezen", "worden niet gelezen", "wordt niet beantwoord", "läses inte",
    "besvaras inte", "bliver ikke læst", "blir ikke lest", "ei lueta", "ei vastaanota",
    "nie jest czytana", "nie jest monitorowan", "nie jest obsługiwan", "nikdo nečte", "není čtena",
    "není monitorov", "nikto nečíta", "nije čitan", "nitko ne čita", "niko ne čita", "нико не чита",
    "nihče ne bere", "senki sem olvassa", "nem olvassák", "nem figyel", "nu este citit",
    "nu este monitorizat", "не читают", "не читается", "никто не чита", "не просматрива",
    "ніхто не чита", "не читають", "не се чете", "не се следи", "δεν παρακολουθείται",
    "δεν διαβάζεται", "okunmamaktadır", "okunmuyor", "takip edilm", "neskaitoma", "netiek lasīt",
    "ei loeta", "no es llegeix", "אינה נקראת", "לא נקראת", "אינה מנוטרת", "لا تتم قراءة",
    "لا تتم مراقبة", "لا يقرأ", "خوانده نمی", "पढ़ा नहीं जाता", "không có người đọc",
    "không được theo dõi", "ไม่มีผู้อ่าน", "ไม่มีการตรวจสอบ", "tidak dibaca", "tidak dipantau",
    "送信専用", "お答えできません", "お返事できません", "仅用于发送", "无人查看", "无人值守", "僅供發送", "無人查看", "발신 전용", "발신전용",
    "읽지 않습니다"};

static const char *const read_subjects[] = {
    /* What mail programs put before the subject of a mail that has been read, as RFC 8098 or in
     * words only. */
    "read:", "read receipt", "return receipt", "not read:", "gelesen:", "ungelesen gelöscht",
    "lesebestätigung", "lu :", "lu:", "non lu", "confirmation de lecture", "accusé de lecture",
    "leído:", "no leído:", "confirmación de lectura", "letto:", "non letto:", "conferma di lettura",
    "ricevuta di ritorno", "lida:", "lido:", "não lida:", "confirmação de leitura", "gelezen:",
    "leesbevestiging", "läst:", "läskvitto", "läskvittens", "læst:", "læsekvittering", "lest:",
    "lesebekreftelse", "luettu:", "lukukuittaus", "przeczytano:", "potwierdzenie odczytu",
    "přečteno:", "potvrzení o přečtení", "prečítané:", "potvrdenie o prečítaní", "elolvasva:",
    "olvasási visszaigazolás", "citit:", "confirmare de citire", "прочитано:", "прочтено:",
    "уведомление о прочтении", "підтвердження прочитання", "прочетено:",
    "потвърждение за прочитане", "pročitano:", "potvrda o čitanju", "prebrano:", "αναγνώστηκε:",
    "διαβάστηκε:", "αποδεικτικό ανάγνωσης", "okundu:", "okundu bilgisi", "perskaityta:",
    "izlasīts:", "loetud:", "lesið:", "llegit:", "confirmació de lectura", "dibaca:", "đã đọc:",
    "อ่านแล้ว:", "נקרא:", "אישור קריאה", "تمت القراءة:", "مقروءة:", "إيصال القراءة", "خوانده شد:",
    "पढ़ा गया:", "開封済み:", "開封済み：", "開封確認", "已读:", "已读：", "已读回执", "已讀:", "已讀：", "讀取回條", "읽음:",
    "수신 확인",
    "read report", "message read", "leesbevestig", "wiadomość przeczytana", "прочитано :",
    "прочитано：", "potvrda o pročitanom", "potvrdilo o branju",
    "已讀取:", "已讀取："};

static const char *const read_texts[] = {
    /* What receipts say of a mail. */
    "was read", "has been read", "was displayed", "has been displayed",
    "was deleted without being read", "was opened", "gelesen", "geöffnet", "angezeigt", "a été lu",
    "été affiché", "ha sido leído", "fue leído", "se ha leído", "è stato letto",
    "stato visualizzato", "foi lida", "foi lido", "is gelezen", "werd gelezen", "lästes",
    "har lästs", "blev læst", "er læst", "ble lest", "er lest", "on luettu", "została przeczytana",
    "została wyświetlona", "byla přečtena", "byla zobrazena", "bola prečítaná", "elolvasták",
    "elolvasta", "a fost citit", "было прочитано", "прочитано", "прочтено", "було прочитано",
    "беше прочетено", "е прочетено", "pročitana je", "je pročitana", "je prebrano", "διαβάστηκε",
    "αναγνώστηκε", "okundu", "قرئت", "تمت قراءة", "נקראה", "נקרא ב", "خوانده شد", "ถูกอ่าน",
    "đã được đọc", "đã đọc", "telah dibaca", "dibaca pada", "を開封", "開封され", "に開封", "已被阅读", "已读",
    "已阅读", "已被讀取", "已讀取", "已閱讀", "읽었습니다", "읽음",
    "has read your", "wurde gelesen", "a bien été lu", "été lue", "foi aberta", "er blevet læst",
    "ble åpnet", "przeczytano", "je přečten", "byl přečten", "bol prečítan", "olvasta el",
    "перечитан", "прочитана је", "је прочитан", "bilo prebrano", "perskaitytas", "perskaityta",
    "izlasīta", "izlasīts", "loeti", "on loetud", "s'ha llegit", "ha estat llegit", "已被阅", "被阅读",
    "被讀取", "을 읽", "에 읽", "पढ़ा गया"};

#endif
