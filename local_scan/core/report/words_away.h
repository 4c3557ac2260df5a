/* words_away: what automatic replies say (tables of clues.c), as words.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Absences, and acknowledgements of ticket systems; words_gone.h has the others. */
#ifndef BS_WORDS_AWAY_H
#define BS_WORDS_AWAY_H

static const char *const reply_subjects[] = {
    /* Prefixes of subjects that only programs write: Outlook in the languages of Microsoft 365, and
     * autoresponders. */
    "automatic reply", "automatic response", "automated reply", "automated response", "auto reply",
    "auto-reply", "autoreply", "auto response", "auto-response", "autorespon",
    "out of office autoreply", "out of office reply", "vacation reply", "vacation response",
    "automatische antwort", "automatische rückmeldung", "automatische rückantwort",
    "automatische abwesenheit", "outomatiese antwoord", "automatesch äntwert",
    "abwesenheitsnotiz", "abwesenheitsmeldung", "abwesenheitsbenachrichtigung", "autoantwort",
    "auto-antwort", "réponse automatique", "message automatique", "réponse d'absence",
    "message d'absence", "avis d'absence", "respuesta autom", "autorespuesta",
    "contestación automática", "mensaje de ausencia", "risposta automatica",
    "messaggio automatico", "avviso di assenza", "resposta autom", "mensagem automática",
    "aviso de ausência", "automatisch antwoord", "automatisch bericht", "afwezigheidsbericht",
    "afwezigheidsmelding", "autosvar", "automatiskt svar", "automatisk svar",
    "automatiskt meddelande", "frånvaromeddelande", "fraværsmelding", "fraværsbesked",
    "automaattinen vastaus", "automaattivastaus", "poissaoloviesti", "sjálfvirkt svar",
    "odpowiedź automatyczna", "automatyczna odpowied", "autoodpowied", "automatická odpov",
    "automatická odpoveď", "automatikus válasz", "automatikus üzenet", "răspuns automat",
    "mesaj automat", "automatski odgovor", "automatska poruka", "samodejni odgovor",
    "автоматический ответ", "автоответ", "автоматическое уведомление", "автоматична відповідь",
    "автовідповідь", "автоматичен отговор", "аутоматски одговор", "автоматски одговор",
    "аўтаматычны адказ", "αυτόματη απάντηση", "αυτόματο μήνυμα", "otomatik yanıt",
    "otomatik cevap", "automatinis atsakymas", "automātiska atbilde", "automātiskā atbilde",
    "automaatne vastus", "automaatvastus", "resposta automàtica", "erantzun automatikoa",
    "awtomatig", "ateb awtomatig", "freagra uathoibríoch", "freagairt uathoibríoch",
    "awtomatikong tugon", "awtomatikong sagot", "përgjigje automatike", "risposta awtomatika",
    "jibu otomatiki", "avtomatik javob", "balasan otomatis", "jawaban otomatis",
    "balasan automatik", "trả lời tự động", "thư trả lời tự động", "phản hồi tự động",
    "ตอบกลับอัตโนมัติ", "การตอบกลับอัตโนมัติ", "ข้อความตอบกลับอัตโนมัติ", "תשובה אוטומטית",
    "מענה אוטומטי", "תגובה אוטומטית", "رد تلقائي", "الرد التلقائي", "رد آلي", "الرد الآلي",
    "پاسخ خودکار", "خودکار پاسخ", "خودکار جواب", "स्वचालित उत्तर", "स्वतः उत्तर", "স্বয়ংক্রিয় উত্তর", "தானியங்கு பதில்",
    "автоматты жауап", "avtomatik cavab", "ավտոմատ պատասխան", "ავტომატური პასუხი",
    "自動応答", "自動返信", "自動回答", "自动回复", "自动答复", "自動回覆", "自動答覆",
    "자동 회신", "자동회신", "자동 응답", "자동응답", "자동 답장", "부재중 자동",
    "autom. antwort", "respostas automáticas", "fraværsassistent", "balas automatik",
    "awtomatska tweġiba", "tweġiba awtomatika", "rispons awtomatiku", "majibu ya kiotomatiki",
    "автоматик җавап", "автомат хариу", "автоматчилсан хариу", "స్వయంచాలక ప్రత్యుత్తరం",
    "स्वयंचलित उत्तर", "સ્વચાલિત જવાબ", "ಸ್ವಯಂಚಾಲಿತ ಪ್ರತ್ಯುತ್ತರ", "യാന്ത്രിക മറുപടി",
    "ਸਵੈਚਲਿਤ ਜਵਾਬ", "ឆ្លើយតបស្វ័យប្រវត្តិ"};

static const char *const away_subjects[] = {
    /* Written by programs, and by people who announce an absence. */
    "out of office", "out of the office", "out-of-office", "ooo:", "away from my mail",
    "away from the office", "not in the office", "abwesenheit", "abwesend", "nicht im büro",
    "nicht im haus", "bin nicht im", "absence du bureau", "absent du bureau", "absence de",
    "absent(e) du bureau", "absence :", "absence:", "fuera de la oficina", "fuera de oficina",
    "ausencia de la oficina", "ausente de la oficina", "fuori sede", "fuori ufficio",
    "assente dall'ufficio", "assenza dall'ufficio", "fora do escritório", "ausência do escritório",
    "ausente do escritório", "afwezig", "niet op kantoor", "inte på kontoret", "frånvarande",
    "ikke på kontoret", "ikke til stede", "fraværende", "poissa toimistosta", "poissaolo",
    "nieobecność", "nieobecny", "poza biurem", "mimo kancelář", "nepřítomnost",
    "neprítomnosť", "mimo kancelárie", "házon kívül", "irodán kívül", "távollét",
    "absent din birou", "în afara biroului", "nisam u uredu", "odsutan", "odsotnost", "odsoten",
    "нет на месте", "нет в офисе", "вне офиса", "отсутствую", "отсутствие на рабочем",
    "отсутствие в офисе", "відсутній", "поза офісом", "извън офиса", "ван канцеларије",
    "εκτός γραφείου", "απουσία από το γραφείο", "ofis dışında", "ofis dışı", "ofiste değil",
    "nesu biure", "neesmu birojā", "kontorist väljas", "fora de l'oficina",
    "di luar kantor", "tidak di kantor", "vắng mặt", "không có mặt tại văn phòng",
    "ไม่อยู่ที่สำนักงาน", "ไม่อยู่สำนักงาน", "מחוץ למשרד", "לא נמצא במשרד", "خارج المكتب",
    "خارج مكتب", "خارج از دفتر", "कार्यालय से बाहर", "不在通知", "不在のお知らせ", "不在にしております",
    "外出通知", "不在办公室", "不在辦公室", "休假通知", "外出自动", "부재중", "부재 중", "외근 중",
    "poissa", "외출 중",
    /* an address that is not read */
    "this mailbox is not", "unmonitored mailbox", "mailbox not monitored",
    "this address is not monitored", "this address is no longer", "address no longer in use",
    "dieses postfach wird nicht", "diese adresse wird nicht", "boîte non surveillée",
    "boîte aux lettres non surveillée", "este buzón no", "casella non presidiata",
    "casella non monitorata", "esta caixa não é", "dit postvak wordt niet", "denna brevlåda",
    "den här brevlådan", "postkassen læses ikke", "ta skrzynka nie jest", "tato schránka se ne",
    "tato schránka není", "ezt a postafiókot nem", "этот ящик не", "цю скриньку не",
    "bu kutu okunm", "このアドレスは送信専用", "送信専用アドレス", "此邮箱无人", "此信箱無人"};

static const char *const away_anywhere[] = {
    /* Notes: "AUTO: somebody is out of the office". */
    "is out of the office", "is out of office"};

static const char *const holiday_subjects[] = {
    /* Short ones (Sieve and others), which can also be about anything else. */
    "auto:", "ooo", "away:", "away", "vacation", "on vacation", "on holiday", "on leave",
    "annual leave", "holiday", "maternity leave", "parental leave", "urlaub", "im urlaub", "ferien",
    "elternzeit", "congés", "en congé", "vacances", "vacaciones", "de vacaciones", "ausente",
    "ferie", "in ferie", "férias", "de férias", "vakantie", "met vakantie", "semester", "ledig",
    "på ferie", "lomalla", "urlop", "na urlopie", "dovolená", "na dovolené", "dovolenka",
    "szabadság", "szabadságon", "concediu", "în concediu", "godišnji odmor", "dopust",
    "в отпуске", "отпуск", "у відпустці", "відпустка", "отпуска", "на одмору", "σε άδεια",
    "διακοπές", "izinde", "izindeyim", "tatilde", "tatildeyim", "yıllık izin", "atostog",
    "atvaļinājum", "puhkusel", "de vacances", "cuti", "sedang cuti", "nghỉ phép", "đi vắng",
    "ลาพักร้อน", "ลาหยุด", "חופשה", "בחופשה", "إجازة", "في إجازة", "مرخصی", "छुट्टी पर",
    "休暇", "夏季休業", "休假", "正在休假", "휴가",
    "я в отпуске", "άδεια", "σε διακοπές"};

static const char *const ticket_subjects[] = {
    /* Marks of ticket systems, before or instead of their words. */
    "ticket", "case #", "case number", "case id", "request #", "request received", "incident",
    "support request", "your request", "your ticket", "your inquiry", "your enquiry", "your case",
    "new ticket", "re: ticket", "we received your", "we have received your", "we've received your",
    "we got your", "we've got your", "received:", "thank you for contacting", "thanks for contacting", "acknowledgement",
    "anfrage", "ihre anfrage", "eingangsbestätigung", "empfangsbestätigung", "vorgang",
    "votre demande", "accusé de réception", "demande", "su solicitud", "solicitud", "acuse de",
    "la tua richiesta", "la sua richiesta", "richiesta", "sua solicitação", "solicitação",
    "chamado", "uw aanvraag", "uw verzoek", "melding", "ontvangstbevestiging", "ärende",
    "zgłoszenie", "potwierdzenie", "požadavek", "potvrzení", "požiadavka", "bejelentés",
    "solicitare", "cerere", "zahtjev", "заявка", "обращение", "запрос", "ваше обращение",
    "ваша заявка", "звернення", "αίτημα", "talebiniz", "destek talebi", "talep",
    "yêu cầu", "permintaan", "פנייה", "פנייתך", "طلب", "تذكرة", "お問い合わせ", "受付", "工单",
    "您的请求", "案件", "문의", "접수"};

static const char *const away_texts[] = {
    /* Said by people on holiday, and by their programs. */
    "out of the office", "out of office", "on vacation", "on holiday", "on annual leave",
    "on maternity leave", "on parental leave", "on sick leave", "on leave until",
    "away from the office", "away from my desk", "away from my mail", "away until",
    "i am away", "i'm away", "currently away", "am travelling", "am traveling", "not in the office",
    "limited access to email", "limited access to e-mail", "limited access to my",
    "no access to email", "no access to e-mail", "when i return", "on my return", "upon my return",
    "i will return on", "i will be back", "i'll be back", "no longer work", "has left the company",
    "nicht im büro", "nicht im hause", "nicht im haus", "nicht erreichbar", "bin im urlaub",
    "außer haus", "kehre zurück", "abwesend ist", "in elternzeit", "im mutterschutz",
    "bin ich im urlaub", "bin abwesend", "bin ich abwesend", "wieder erreichbar",
    "wieder im büro", "absent du bureau", "suis absent", "suis en congé", "serai absent",
    "serai de retour", "actuellement absent", "en vacances", "en congés jusqu", "congé parental", "congé de maternité", "à mon retour",
    "fuera de la oficina", "estoy de vacaciones", "estaré ausente", "estoy ausente",
    "estaré fuera", "me encuentro fuera", "me encuentro de vacaciones", "a mi regreso",
    "a mi vuelta", "fuori ufficio", "fuori sede", "sono in ferie", "sarò assente",
    "sono assente", "al mio rientro", "al mio ritorno", "fora do escritório", "estou de férias",
    "estarei ausente", "estou ausente", "encontro-me ausente", "ao meu retorno", "no meu regresso",
    "ben afwezig", "niet op kantoor", "niet aanwezig", "met vakantie", "op vakantie",
    "ben ik afwezig", "ben ik weer", "är på semester", "har semester", "inte på kontoret",
    "är tillbaka", "åter på kontoret", "på ferie", "har ferie", "ikke på kontoret",
    "tilbage på kontoret", "tilbake på kontoret", "olen lomalla", "olen poissa", "palaan töihin",
    "poissa toimistosta", "jestem na urlopie", "przebywam na urlopie", "jestem nieobecn",
    "poza biurem", "będę nieobecn", "po powrocie", "na dovolené", "nejsem v kanceláři",
    "mimo kancelář", "budu zpět", "jsem mimo", "na dovolenke", "mimo kancelárie", "som mimo",
    "szabadságon vagyok", "házon kívül", "nem vagyok elérhető", "irodán kívül", "visszatérek",
    "sunt în concediu", "sunt plecat", "nu sunt la birou", "voi reveni", "la întoarcere",
    "na godišnjem odmoru", "nisam u uredu", "nisam u kancelariji", "sem odsot", "na dopustu",
    "нахожусь в отпуске", "я в отпуске", "буду в отпуске", "меня нет в офисе", "нет на месте",
    "вне офиса", "отсутствую", "отсутствовать", "по возвращении", "вернусь", "у відпустці",
    "відсутн", "поза офісом", "повернуся", "в отпуск съм", "извън офиса", "ще се върна",
    "на годишњем одмору", "ван канцеларије", "εκτός γραφείου", "σε άδεια", "απουσιάζω",
    "θα επιστρέψω", "izindeyim", "yıllık izin", "ofis dışında", "ofiste olmayacağım",
    "döndüğümde", "tatildeyim", "atostogauju", "nesu biure", "neesmu birojā", "atvaļinājumā",
    "olen puhkusel", "kontorist väljas", "estic de vacances", "fora de l'oficina",
    "sedang cuti", "di luar kantor", "tidak berada di kantor", "kembali ke kantor", "nghỉ phép",
    "vắng mặt", "không có mặt", "quay lại làm việc", "ไม่อยู่ที่สำนักงาน", "ไม่อยู่สำนักงาน",
    "ลาพักร้อน", "ลาหยุด", "לא במשרד", "מחוץ למשרד", "נמצא בחופשה", "נמצאת בחופשה", "בחופשה",
    "אשוב", "خارج المكتب", "في إجازة", "سأعود", "غير متواجد", "مرخصی", "خارج از دفتر",
    "छुट्टी पर", "कार्यालय से बाहर", "不在にして", "不在です", "に戻ります", "休暇をいただ", "休暇中", "外出して", "出張中", "出張しており",
    "不在办公室", "外出", "休假", "出差", "不在辦公室", "부재중", "부재 중", "휴가 중", "휴가중",
    "자리를 비", "출장 중",
    /* others, and without accents or in Latin letters */
    "out of the country", "i'm out today", "i am out today", "have left the company",
    "no access to my mail", "mich im urlaub", "ich im urlaub", "bin nicht mehr für",
    "außer hause", "ausser haus", "wieder für sie da", "nicht im buero", "actuellement en cong",
    "je suis en cong", "suis en conges", "estou de ferias", "estou de vacacións",
    "chiusi per ferie", "chiuso per ferie", "holder ferie", "í fríi", "čerpám dovolenou",
    "jsem na dovolene", "szabadsagon vagyok", "hazon kivul", "sunt in concediu", "me pushime",
    "jashtë zyrës", "oporretan", "as oifig", "as an oifig", "allan o'r swyddfa", "ar wyliau",
    "bil-leave", "barra mill-uffiċċju", "ek is met verlof", "uit die kantoor", "viibin puhkusel",
    "yillik izin", "na godisnjem odmoru", "v otpuske", "u vidpusttsi", "se adeia", "ektos grafeiou",
    "я не на работе", "съм в отпуск", "на годишен одмор", "у адпачынку", "ў адпачынку", "демалыста",
    "амралттай", "məzuniyyətd", "ta'tilda", "შვებულებაში", "արձակուրդում", "likizoni", "naka-leave",
    "wala sa opisina", "sedang bercuti", "luar pejabat", "چھٹی پر", "ছুটিতে", "விடுப்பில்",
    "సెలవులో", "お休みをいただ", "不在となります",
    /* somebody is on a journey */
    "bin auf reisen", "auf dienstreise", "bin unterwegs", "suis en déplacement", "suis en voyage",
    "estoy de viaje", "sono in viaggio", "sono in trasferta", "estou de viagem", "estou em viagem",
    "ik ben op reis", "är bortrest", "er bortrejst", "er bortreist", "olen matkoilla",
    "olen matkalla", "jestem w podróży", "jestem w delegacji", "jsem na cestách",
    "na služební cestě", "som na ceste", "úton vagyok", "sunt în deplasare", "я в поездке",
    "в командировке", "у відрядженні", "в командировка съм", "na putu sam", "sem na poti",
    "на путу сам", "ταξιδεύω", "seyahatteyim", "أنا مسافر", "אני בנסיעה", "در سفر هستم",
    "đi công tác", "saya bepergian", "यात्रा पर हूँ", "soc de viatge", "esu išvykęs", "esmu ceļā",
    "esmu komandējumā", "olen reisil", "á ferðalagi"};

static const char *const thanks_texts[] = {
    /* How an answer begins. People also write so. */
    "thank you for your", "thanks for your", "thank you for contacting", "thanks for contacting",
    "thank you for getting in touch", "thank you for writing", "thank you for reaching",
    "thanks for reaching", "i have received your", "i got your", "vielen dank für ihre",
    "danke für ihre", "besten dank für ihre", "herzlichen dank für ihre", "vielen dank für deine",
    "danke für deine", "vielen dank, dass", "merci de votre", "merci pour votre",
    "je vous remercie", "nous vous remercions", "merci de nous avoir", "gracias por su",
    "gracias por tu", "gracias por contactar", "muchas gracias por", "grazie per la sua",
    "grazie per averci", "la ringrazio", "grazie per il", "grazie per la", "obrigado pel",
    "obrigada pel", "agradecemos o", "agradecemos a", "agradeço", "obrigado por",
    "bedankt voor uw", "dank voor uw", "hartelijk dank voor", "dank u voor", "bedankt voor je",
    "tack för ditt", "tack för att", "tak for din", "takk for din", "tak for dit", "takk for at",
    "kiitos viestist", "kiitos yhteyden", "dziękujemy za", "dziękuję za", "děkuji za",
    "děkujeme za", "ďakujeme za", "ďakujem za", "köszönöm", "köszönjük", "vă mulțumim",
    "vă mulţumim", "mulțumesc pentru", "mulțumim pentru", "zahvaljujemo", "hvala na", "hvala vam",
    "hvala za", "спасибо за", "благодарим", "благодарю", "дякуємо", "дякую", "благодаря",
    "хвала", "ευχαριστούμε", "ευχαριστώ", "teşekkür", "ačiū", "dėkojame", "paldies", "täname",
    "aitäh", "gràcies per", "terima kasih", "cảm ơn", "ขอบคุณ", "ขอขอบคุณ", "תודה", "شكرا",
    "شكرًا", "نشكرك", "نشكركم", "با تشکر", "سپاس", "धन्यवाद", "ありがとう", "感谢您", "谢谢",
    "感謝您", "謝謝", "감사합니다", "감사드립니다"};

static const char *const receipt_texts[] = {
    /* What ticket systems say. */
    "has been received", "have received your message", "have received your request",
    "have received your email", "have received your e-mail", "have received your inquiry",
    "have received your enquiry", "have received your mail", "received your request",
    "received your message", "ticket has been", "ticket was", "ticket number",
    "ticket id", "case number", "reference number", "request number", "has been assigned",
    "has been created", "has been opened", "has been registered", "has been logged",
    "will get back to you", "will be in touch", "will respond", "will reply", "will answer",
    "will contact you", "receive a response", "one of our", "ticketnummer", "vorgangsnummer",
    "eingegangen", "haben ihre anfrage", "haben ihre nachricht", "erhalten und", "bearbeitet",
    "bearbeitungsnummer", "bien reçu", "bien été", "prise en compte", "a été enregistré",
    "numéro de ticket", "numéro de dossier", "dans les plus brefs", "sous le numéro",
    "hemos recibido", "ha sido recibid", "ha sido registrad", "número de ticket",
    "número de caso", "le responderemos", "a la brevedad", "abbiamo ricevuto", "è stata ricevuta",
    "è stato ricevuto", "presa in carico", "numero di ticket", "il prima possibile", "recebemos",
    "foi recebid", "foi registrad", "número do chamado", "responderemos", "protocolo",
    "hebben uw", "is ontvangen", "in goede orde", "zo spoedig mogelijk", "ticketnummer is",
    "har tagit emot", "har mottagit", "har modtaget", "har mottatt", "ärendenummer",
    "sagsnummer", "saksnummer", "viestisi on", "olemme vastaanottaneet", "tikettinumero",
    "otrzymaliśmy", "zostało zarejestrowane", "zostało przyjęte", "numer zgłoszenia",
    "obdrželi jsme", "byl přijat", "byl zaregistrován", "číslo požadavku", "číslo tiketu",
    "prijali sme", "bol prijatý", "bola prijatá", "megkaptuk", "rögzítettük", "hamarosan",
    "am primit", "a fost înregistrat", "a fost primit", "zaprimili", "primili smo", "zaprimljen",
    "prejeli smo", "получили ваше", "получено", "зарегистрирован", "номер обращения",
    "номер заявки", "ваше обращение", "отримали", "зареєстрован", "получихме", "регистриран",
    "λάβαμε", "έχει ληφθεί", "έχει καταχωρηθεί", "alındı", "alınmıştır", "kaydedil",
    "talep numara", "oluşturul", "gavome", "saņēmām", "oleme kätte saanud", "hem rebut",
    "telah kami terima", "telah menerima", "nomor tiket", "đã nhận được", "đã được tiếp nhận",
    "mã yêu cầu", "ได้รับ", "קיבלנו", "התקבלה", "מספר פנייה", "استلمنا", "تم استلام",
    "رقم التذكرة", "رقم الطلب", "دریافت شد", "प्राप्त हुआ", "受け付け", "受付番号", "お問い合わせ番号",
    "受領", "已收到", "收到您的", "工单", "受理", "접수되었", "접수번호", "문의 번호", "문의번호"};

static const char *const automatic_texts[] = {
    /* Phrases in which a program says that it is one. Shops and banks also write so. */
    "this is an automatic", "this is an automated", "is an automatic", "is an automated",
    "automatically generated", "generated automatically", "automated message", "automatic message",
    "do not reply to this", "do not respond to this", "please do not reply", "automatisch erzeugt",
    "automatisch generiert", "automatisch erstellt", "automatische nachricht", "nicht auf diese",
    "message automatique", "généré automatiquement", "envoyé automatiquement", "ne pas répondre",
    "mensaje automático", "generado automáticamente", "no responda a este", "messaggio automatico",
    "generato automaticamente", "non rispondere", "mensagem automática", "gerada automaticamente",
    "não responda", "automatisch gegenereerd", "automatisch bericht", "niet beantwoorden",
    "automatiskt genererat", "automatisk genereret", "automatisk generert", "automaattinen",
    "automaattisesti", "wygenerowana automatycznie", "wiadomość automatyczna",
    "prosimy nie odpowiadać", "automaticky generovan", "neodpovídejte", "automatikusan",
    "mesaj automat", "generat automat", "nu răspundeți", "automatski gener",
    "автоматическое сообщение", "сформировано автоматически", "создано автоматически",
    "не отвечайте на это", "автоматично", "автоматично генерир", "аутоматски", "αυτόματο μήνυμα",
    "otomatik olarak", "otomatik bir", "automatinis", "automātisk", "automaatne", "secara otomatis",
    "pesan otomatis", "tự động", "อัตโนมัติ", "אוטומטית", "אוטומטי", "تلقائيا", "رسالة تلقائية",
    "خودکار", "स्वचालित", "自動送信", "自動的に", "自动发送", "自動發送", "系统自动", "자동으로", "자동 발송"};

static const char *const answer_texts[] = {
    /* … that it is an automatic reply. */
    "automatic reply", "automated reply", "automatic response", "automated response", "auto-reply",
    "autoreply", "auto-response", "reply above this line", "automatische antwort",
    "réponse automatique", "respuesta automática", "risposta automatica", "resposta automática",
    "automatisch antwoord", "automatiskt svar", "autosvar", "automatisk svar",
    "automatyczna odpowied", "automatická odpověď", "automatická odpoveď", "automatikus válasz",
    "răspuns automat", "automatski odgovor", "samodejni odgovor", "автоматический ответ",
    "автоответ", "автоматична відповідь", "автоматичен отговор", "αυτόματη απάντηση",
    "otomatik yanıt", "balasan otomatis", "trả lời tự động", "رد تلقائي", "رد آلي", "自動返信", "自動応答",
    "自动回复", "自動回覆", "자동 응답", "자동응답", "자동 회신", "automaattinen vastaus", "automaatvastus",
    "automaatne vastus", "automatinis atsakymas", "automātiska atbilde", "automātiskā atbilde",
    "аутоматски одговор", "автоматски одговор", "otomatik cevap", "מענה אוטומטי", "תשובה אוטומטית",
    "پاسخ خودکار", "स्वचालित उत्तर", "ตอบกลับอัตโนมัติ", "自动答复", "自動答覆", "자동 답장", "sjálfvirkt svar",
    "resposta automàtica"};

static const char *const mail_texts[] = {
    /* What an answer thanks for, or says has been received; what a bounce is about. */
    "message", "mail", "e-mail", "email", "nachricht", "mitteilung", "ihre mail", "zuschrift",
    "courriel", "courrier", "correo", "mensaje", "messaggio", "mensagem", "bericht", "meddelande",
    "besked", "meddelelse", "melding", "viesti", "wiadomoś", "zpráv", "správ", "üzenet", "level",
    "mesaj", "poruk", "sporočil", "сообщени", "письм", "лист", "повідомлен", "писмо", "съобщени",
    "порук", "μήνυμα", "e-posta", "laišk", "žinut", "vēstul", "ziņ", "kirja", "missatge", "pesan",
    "thư", "ข้อความ", "อีเมล", "הודע", "رسال", "پیام", "ایمیل", "संदेश", "ईमेल", "メール", "メッセージ",
    "邮件", "来信", "郵件", "來信", "메일", "correu", "sähköposti", "信件", "메시지", "ileti", "postan", "kiri ",
    "levél", "mejl", "мейл", "surel", "דואר", "tin nhắn",
    "μήνυμά", "имейл", "мэйл",
    "μηνύματος", "המייל", "מייל", "بريد", "البريد"};

static const char *const request_texts[] = {
    /* The same, of what bounces are not about. */
    "inquiry", "enquiry", "contacting", "contacted", "writing to", "reaching out",
    "getting in touch", "request", "anfrage", "votre demande", "nous avoir contact",
    "nous contacter", "consulta", "contactar", "solicitud", "richiesta", "averci contattat",
    "averci scritto", "solicitação", "contato", "contacto", "contactar-nos", "aanvraag",
    "förfrågan", "henvendelse", "yhteyden", "zgłoszeni", "kontakt", "dotaz", "požadav", "megkeres",
    "solicitare", "upit", "обращени", "запрос", "заявк", "звернен", "запитван", "επικοινων",
    "talebiniz", "פני", "تواصل", "お問い合わせ", "お問合せ", "문의", "연락", "pöördumi", "užklaus", "pieteikum",
    "požiadavk", "bejelentés", "αίτημα",
    "anliegen", "su pregunta", "question", "domanda", "o seu pedido", "uw vraag", "din fråga",
    "dit spørgsmål", "spørsmålet ditt", "kysymyksesi", "twoje pytanie", "váš dotaz", "vaša otázka",
    "kérdés", "întrebarea", "vaše pitanje", "ваш вопрос", "ваше запитання", "въпрос", "ερώτημα",
    "sorunuz", "שאלתך", "سؤالك", "câu hỏi", "คำถาม", "pertanyaan", "ご質問", "问题", "問題", "질문"};

static const char *const goods_texts[] = {
    /* What carriers say could not be delivered, or was returned to its sender. */
    "parcel", "package", "shipment", "baggage", "luggage", "courier", "paket", "sendung",
    "päckchen", "colis", "paquete", "pacco", "spedizione", "encomenda", "pakket", "pakke",
    "försändelse", "przesyłk", "paczk", "zásilk", "balík", "küldemény", "csomag", "colet", "пакет",
    "посылк", "відправлен", "посилк", "пратка", "δέμα", "kargo", "siunt", "sūtījum", "荷物", "お届け物",
    "お届けにあ", "快递", "快件", "快遞", "包裹", "택배", "kiện hàng", "พัสดุ", "חבילה", "شحنة", "طرد",
    "paket anda"};

#endif
