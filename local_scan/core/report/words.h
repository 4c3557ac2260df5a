/* words: what reporting systems write, in one table for each clue of clues.c.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All in lower case. A blank matches any white space, "'" any apostrophe. words_away.h has the
 * words of automatic replies, words_challenge.h those of challenges, words_filter.h those of virus
 * filters, words_lost.h those that people also use about bounces. */
#ifndef BS_WORDS_H
#define BS_WORDS_H

static const char *const daemon_senders[] = {
    /* Local parts. */
    "mailer-daemon",
    "mailer_daemon",
    "mailerdaemon",
    "mail-daemon",
    "maildaemon",
    "mdaemon"};

static const char *const postmaster_senders[] = {
    /* Exchange's own mailbox, the same on all servers: journals and requests for
     * approval also come from it. The quoted one is Exchange without a domain user;
     * then filters by name. */
    "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e",
    "postmaster",     "post_master", "\"system administrator\"",
    "mailadmin",      "antivirus",   "virusadmin",
    "viruswall",      "virusalert",  "mailsweeper",
    "mailmarshal",    "mailscanner", "amavisd-new",
    "content-filter", "imss",        "symantec_antivirus_for_smtp_gateways"};

static const char *const program_senders[] = {
    /* Addresses that are not read by anyone, but from which ordinary mail also comes. */
    "no-reply", "noreply", "no_reply", "donotreply", "do-not-reply"};

static const char *const system_names[] = {
    /* Display names: "Subsystem" (Sendmail), "System" (Exim, Postfix), Exchange's. */
    "mail delivery s",
    "mail deliver s",
    "mailer daemon",
    "mailer-daemon",
    "delivery subsystem",
    "internet mail delivery",
    "mail administrator",
    "system administrator",
    "systemadministrator",
    "administrateur syst",
    "administrador del sistema",
    "microsoft outlook",
    "postmaster"};

static const char *const forward_subjects[] = {
    /* How a person's program marks what it passes on or answers. */

    "re:",  "re :", "re[",  "fw:",  "fwd:",  "aw:",    "wg:",   "sv:",
    "tr:",  "rv:",  "vs:",  "vb:",  "rif:",  "r:",     "i:",    "enc:",
    "odp:", "pd:",  "res:", "ynt:", "回复:", "回复：", "答复:", "转发:",
    "fw :", "fwd :", "tr :", "re：", "fw：", "fwd：", "antw:", "antwort:", "doorst:", "vl:", "fs:",
    "bls:", "trs:", "vá:", "továbbítás:", "ilt:", "i̇lt:", "απ:", "πρθ:", "на:", "ha:", "hà:",
    "пересл:", "отв:", "rép :", "rép:", "atb:", "השב:", "תשובה:", "הועבר:", "رد:", "إعادة توجيه:",
    "答复：", "转发：", "回覆:", "回覆：", "轉寄:", "轉寄：", "返信:", "転送:", "회신:", "전달:",
    "trả lời:", "chuyển tiếp:", "ตอบกลับ:", "ส่งต่อ:"};

static const char *const bounce_subjects[] = {
    /* English */
    "undeliver", "returned mail", "returned email", "returned message", "mail returned",
    "return mail", "mail deliver", "mail failure", "mail failed", "mail error", "mail system error",
    "mail status report", "mail could not be delivered", "mail not delivered", "mail rejected",
    "failed mail", "failed delivery", "failed to deliver", "failure delivery", "failure notice",
    "delivery fail", "delivery error", "delivery problem", "delivery notification",
    "delivery report", "delivery status", "delivery delay", "delivery has failed",
    "delivery unsuccessful", "delayed mail", "deferred mail", "non-deliver", "nondeliver",
    "non delivery", "not delivered", "permanent delivery failure", "message deliver",
    "message undeliverable", "message could not be delivered", "message you sent",
    "message not delivered", "message rejected", "message status", "rejected mail",
    "automatically rejected mail", "email delivery fail", "e-mail delivery fail", "email bounce",
    "there was an error sending your mail", "unable to deliver", "could not deliver",
    "couldn't deliver", "warning: could not send", "warning--could not send", "warning: message",
    "warning: unable to", "warning: unknown user", "user unknown", "unknown user",
    "processing error",
    /* German; Exchange 2003 misspells the first */
    "benachrichtung zum ü", "benachrichtigung zum ü", "unzustellbar", "nicht zustellbar",
    "mailzustellung", "zustellung fehlgeschlagen", "zustellungsfehler", "zustellbenachrichtigung",
    "unzugestellte",
    /* French */
    "non remis", "non délivr", "non distribu", "échec de", "echec de", "avis de non",
    "message non d", "notification d'état de remise", "rapport de non-remise", "retour de courrier",
    /* Spanish, Italian, Portuguese */
    "no se puede entregar", "no se pudo entregar", "no se ha podido entregar", "no entregado",
    "mensaje no entregado", "notificación de estado de entrega", "notificación sobre el estado",
    "correo devuelto", "error de entrega", "non recapitabile", "mancato recapito",
    "mancata consegna", "avviso di mancata", "recapito non riuscito", "messaggio non consegnat",
    "notifica sullo stato del recapito", "não é possível entregar", "não foi possível entregar",
    "não entregue", "mensagem não entregue", "falha na entrega", "falha de entrega",
    "notificação de status de entrega",
    /* Dutch, Scandinavian, Finnish */
    "onbestelbaar", "onbezorgbaar", "niet bezorgd", "kan niet worden bezorgd", "kan inte levereras",
    "gick inte att leverera", "ikke leveret", "ikke levert", "kan ikke levere", "toimittamaton",
    "viestiä ei voitu",
    /* Polish, Czech, Hungarian, Turkish, Russian */
    "niedostarczon", "nie dostarczon", "nie można dostarczyć", "zwrot poczty", "nedoruč",
    "nelze doručit", "kézbesíthetetlen", "teslim edilemedi", "недостав", "не доставлен",
    "ваше сообщение не достав", "не удалось достав", "сообщение не достав",
    "сообщение не было достав", "письмо не достав", "возврат письма", "возврат почты",
    "ошибка доставки", "отчет о недостав", "уведомление о недостав", "доставка не удалась",
    "невозможно доставить", "zpráva nebyla doruč", "doručení se nezdařilo", "vrácená zpráva",
    "zprávu nelze", "iletilemedi", "ileti teslim", "mesaj iletilemedi", "iletiniz teslim",
    "mesajınız teslim", "zwrócona wiadomość", "błąd doręczenia", "wiadomość nie została",
    "a levél nem kézbesít", "sikertelen kézbesítés", "nem kézbesít",
    /* Slovak, Slovene, Croatian, Serbian, Romanian, Bulgarian, Ukrainian, Greek, Baltic */
    "správa nebola doruč", "nedoručiteľn", "sporočila ni bilo mogoče", "nedostavljiv",
    "neisporuč", "poruka nije isporuč", "poruka nije dostavljena", "испорука није успела",
    "порука није", "mesaj nelivrat", "mesajul nu a putut", "nelivrat", "livrare eșuată",
    "mesajul dvs. nu", "eroare la livrare", "недоставен", "съобщението не", "неуспешна доставка",
    "не може да бъде достав", "повідомлення не достав", "лист не достав", "не вдалося достав",
    "недоставлен", "помилка доставки", "δεν παραδόθηκε", "αδυναμία παράδοσης", "μη παραδοτέο",
    "αποτυχία παράδοσης", "το μήνυμα δεν", "nepristatyt", "pranešimas nepristatyt", "nepiegādāt",
    "ziņojums nav piegādāts", "kirja ei õnnestunud", "kättetoimetamatu",
    /* Catalan, Indonesian, Vietnamese, Thai, Hebrew, Arabic, Persian, Hindi */
    "no s'ha pogut lliurar", "missatge no lliurat", "pesan tidak terkirim", "tidak terkirim",
    "gagal terkirim", "pengiriman gagal", "không thể gửi", "thư không gửi được", "gửi thất bại",
    "không gửi được", "không chuyển được", "ไม่สามารถส่ง", "ส่งไม่สำเร็จ", "จดหมายตีกลับ",
    "לא ניתן למסור", "לא נמסר", "המסירה נכשלה", "הודעה שלא נמסרה", "ההודעה לא", "ההודעה שלך לא",
    "تعذر تسليم", "تعذر تسليم الرسالة", "فشل التسليم", "فشل تسليم", "لم يتم تسليم",
    "رسالة غير مسلمة", "تحویل داده نشد", "عدم تحویل", "संदेश वितरित नहीं", "वितरण विफल",
    /* Japanese, Chinese, Korean */
    "メールを配信", "メール配信エラー", "メールは配信", "配送エラー", "配達できません", "送信エラー",
    "不達通知", "未配達", "邮件被退回", "退回邮件", "邮件无法", "邮件发送失败", "投递失败",
    "無法投遞", "無法遞送", "郵件退回", "退回郵件", "郵件傳送失敗", "寄送失敗", "系統退信",
    "메일 전송 실패", "전송 실패", "메일이 반송", "반송된 메일", "메일 배달 실패", "반송 메일",
    "전송되지 않", "배달 실패", "발송 실패",
    "配信不能", "配信でき", "配信エラー", "送信でき", "メッセージを配信", "退信", "系统退信",
    "无法投递", "未传递", "邮件投递失败", "無法傳遞", "メールエラー", "エラーメール",
    "배달되지 않음", "배달할 수 없",
    /* Providers that write to the sender: "your message was not …" */
    "ihre nachricht konnte nicht", "ihre e-mail konnte nicht",
    "zustellung nicht möglich", "votre message n'a p", "impossible de distribuer",
    "erreur de distribution", "su mensaje no pudo", "su mensaje no se", "no se pudo enviar",
    "messaggio non recapitat", "errore di consegna", "impossibile recapitare",
    "impossibile consegnare", "mensagem devolvida", "sua mensagem não", "a sua mensagem não",
    "uw e-mail is niet", "uw bericht is niet", "niet afgeleverd", "bezorging mislukt",
    "meddelandet kunde inte", "meldingen ble ikke", "meldingen kunne ikke", "din mail kunne ikke",
    "beskeden kunne ikke", "ekki tókst að afhenda", "sähköpostin toimitus", "viestin toimitus",
    "vaše zpráva nebyla", "chyba při doruč", "chyba doruč", "správu sa nepodarilo",
    "sporočilo ni bilo", "niedoręczon", "wiadomość niedoręczon", "zwrot wiadomości",
    "nie udało się doręczyć", "nie udało się dostarczyć", "kézbesítési hiba",
    "mesajul nu a fost livrat", "грешка при достав", "письмо не отправлено",
    "сообщение не отправлено", "пораката не", "ліст не достаў", "το μήνυμά σας δεν",
    "e-postanız iletilemedi", "e-postanız gönderilemedi", "laiškas nepristatyt",
    "vēstule nav piegād", "kirja ei saanud kohale", "mesazhi nuk u", "non se puido entregar",
    "no s'ha pogut enviar", "mezua ezin izan da", "فشل إرسال", "تعذر إرسال", "ایمیل ارسال نشد",
    "thư không được chuyển", "ส่งอีเมลไม่สำเร็จ", "อีเมลไม่ถูกส่ง", "email gagal dikirim", "email tidak terkirim",
    "メールが配送でき", "メールを配送でき", "メールが届き", "宛先不明", "邮件未送达", "郵件未送達",
    "메일이 전달되지", "메일을 보내지 못", "메일 발송에 실패", "발송실패",
    /* refused, sent back */
    "rückläufer", "courrier non remis", "correo rechazado", "correo no entregado",
    "messaggio respinto", "e-mail devolvido", "mensagem rejeitada", "bericht geweigerd",
    "meddelandet levererades inte", "mail returneret", "e-post ikke levert",
    "viestiä ei toimitettu", "wiadomość odrzucona", "zpráva odmítnuta", "visszautasított levél",
    "mesaj respins", "письмо возвращено", "лист повернуто", "επιστροφή μηνύματος",
    "mesaj geri döndü", "メールをお届けでき", "邮件被拒", "郵件遭退", "郵件被退", "메일 반송", "הודעה הוחזרה",
    "رسالة مرتجعة", "thư bị trả lại", "surel ditolak", "จดหมายถูกส่งกลับ",
    /* address not found, refused, not sent */
    "message blocked", "mail blocked", "address not found", "mail could not be sent",
    "message could not be sent", "email could not be sent", "ihre e-mail kam nicht",
    "e-mail-versand fehlgeschlagen", "zustellung an", "adresse nicht gefunden",
    "nachricht blockiert", "adresse introuvable", "votre courriel n'a pas", "retour à l'expéditeur",
    "message bloqué", "no se ha encontrado la dirección", "dirección no encontrada",
    "correo no enviado", "mensaje bloqueado", "indirizzo non trovato", "messaggio rifiutato",
    "messaggio bloccato", "endereço não encontrado", "falha no envio", "mensagem bloqueada",
    "adres niet gevonden", "bericht geblokkeerd", "adressen hittades inte", "e-post ej levererad",
    "adressen blev ikke fundet", "mail afvist", "besked afvist", "finner ikke adressen",
    "adressen ble ikke funnet", "e-post avvist", "osoitetta ei löydy", "viesti palautettiin",
    "nie znaleziono adresu", "informacja o niedostarcz", "twoja wiadomość wróciła",
    "adresa nenalezena", "zpráva se vrátila", "adresa sa nenašla", "správa sa vrátila",
    "a cím nem található", "visszajött levél", "adresa nu a fost găsită", "mesaj returnat",
    "adresa nije pronađena", "poruka odbijena", "адреса није пронађена", "порука одбијена",
    "naslova ni mogoče", "адресът не е намерен", "върнато писмо", "адрес не найден",
    "письмо отклонено", "ошибка отправки", "адресу не знайдено", "лист відхилено",
    "η διεύθυνση δεν βρέθηκε", "επιστροφή αλληλογραφίας", "adres bulunamadı", "postanız geri",
    "adresas nerastas", "adrese nav atrasta", "aadressi ei leitud", "no s'ha trobat l'adreça",
    "הכתובת לא נמצאה", "הדואר חזר", "لم يتم العثور على العنوان", "رسالة مرفوضة", "نشانی پیدا نشد",
    "पता नहीं मिला", "không tìm thấy địa chỉ", "thư bị từ chối", "ไม่พบที่อยู่", "อีเมลถูกปฏิเสธ",
    "alamat tidak ditemukan", "email ditolak", "アドレスが見つかりません", "メールが戻り", "お客様のメールは届き", "找不到地址",
    "来自系统的退信", "发信失败", "找不到該地址", "信件退回", "주소를 찾을 수 없", "메일이 되돌아"};

static const char *const bounce_anywhere[] = {
    /* So long and so typical of one system that they count anywhere in a subject: some systems put
     * a host, the sender or the recipient before them. */
    "returning message to sender",
    "returned to sender",
    "returning to sender",
    "delivery status notification",
    "could not be delivered",
    "delivery failed",
    "delivery failure",
    "mail failure",
    "undeliverable",
    /* Chinese: "returned mail", with a host or a product in front */
    "退信", "邮件被退回"};

static const char *const virus_subjects[] = {
    /* amavisd ("VIRUS (name) IN MAIL FROM YOU"), MailScanner, Antigen, … */
    "virus alert",
    "virus warning",
    "virus detected",
    "virus found",
    "virus notification",
    "virus (",
    "virus in ",
    "virus infection",
    "viruswarnung",
    "virenwarnung",
    "virenalarm",
    "antivirus notification",
    "antigen found",
    "scanmail message",
    "interscan",
    "norton antivirus detected",
    "symantec mail security",
    "mcafee",
    "file blocked - scanmail",
    "banned contents",
    "banned name",
    "banned file",
    "banned (",
    "warning: e-mail virus",
    "warning: email virus",
    "warning - you sent a virus",
    "you sent a virus",
    "a virus was",
    "considered unsolicited",
    "content violation",
    "mailsweeper",
    "infected mail", "infected message", "infected e-mail", "virus détecté", "virus en su",
    "virus nel messaggio", "vírus encontrado", "virus gevonden", "virus hittat", "virus fundet",
    "virus funnet", "virus löytyi", "wykryto wirusa", "nalezen virus", "vírus a levélben",
    "virus în mesaj", "обнаружен вирус", "обнаружен вредоносный", "виявлено вірус", "βρέθηκε ιός",
    "virüs bulundu", "ウイルス検出", "ウイルスを検出", "发现病毒", "發現病毒", "바이러스 발견"};

static const char *const complaint_subjects[] = {
    /* Microsoft's JMRP, other systems that do not use RFC 5965, and some that leave out its
     * multipart/report */
    "complaint about message from", "abuse report", "abuse complaint", "abuse notification",
    "spam report", "spam complaint", "email feedback report", "e-mail feedback report",
    "email abuse report", "fbl report"};

static const char *const trade_subjects[] = {
    /* A number after these is that of an order, not of a ticket. */
    "order", "bestell", "auftrag", "commande", "pedido", "ordine", "zamówieni", "objednáv",
    "rendelés", "comand", "narudžb", "замовлен", "заказ", "поръчк", "παραγγελ", "sipariş",
    "注文", "订单", "訂單", "주문", "invoice", "rechnung", "facture", "factura", "fattura", "faktur",
    "booking", "buchung", "reserv", "rezerv"};

static const char *const account_subjects[] = {
    /* Mail about an account does not answer other mail; but people write to helpdesks about it. */
    "payment", "zahlung", "paiement", "pago", "pagament", "passwor", "kennwort", "mot de passe",
    "contraseña", "senha", "wachtwoord", "lösenord", "hasło", "heslo", "jelsz", "parol", "парол",
    "şifre", "パスワード", "密码", "密碼", "비밀번호", "login", "sign-in", "verification code",
    "kontoauszug", "newsletter", "quarantine", "quarantän", "quarantaine", "cuarentena",
    "quarantena", "kwarantann", "карантин"};

static const char *const family_texts[] = {
    /* Words of one reporting system. */

    /* qmail, Postfix, DragonFly, OpenSMTPD */
    "hi. this is the", "i'm afraid i wasn't able to deliver",
    "i've given up. sorry it didn't work out", "below this line is a copy of the",
    "i tried to deliver a bounce message", "this is the mail system at",
    "this is the postfix program", "i'm sorry to have to inform you",
    "this is the dragonfly mail agent", "hi! this is the mailer-daemon",
    /* Exim, smail */
    "a message that you se",

    "could not be delivered to one or more of its recipients",
    "could not be delivered to all of its recipients", "the following address(es) failed",
    "no action is required on your part. delivery attempts", "delivery attempts will continue",
    "failed addresses follow", "message log follows",
    /* Sendmail */
    "the original message was received", "transcript of session follows",
    "the following addresses had", "the following addresses have", "unsent message",
    "this is a warning message only", "this is a mime-encapsulated message",
    /* Exchange, IIS, Outlook */
    "did not reach the following recipient", "your message did not reach some",
    "the following recipient(s) could not be reached",
    "the following recipients could not be reached", "delivery has failed to these recipients",
    "diagnostic information for administrators",
    "generating server:", "this is an automatically generated delivery status",
    "unable to deliver message to the following", "there was a problem delivering your message",
    "ihre nachricht hat einige oder alle", "ihre nachricht wurde nicht zugestellt",
    "fehler bei der nachrichtenzustellung an", "fehler bei der zustellung an",
    "diagnoseinformationen für administratoren",
    "informations de diagnostic pour les administrateurs", "votre message n'est pas parvenu",
    "votre message n'a p", "su mensaje no ha llegado",
    "no se pudo entregar el mensaje", "error de entrega a los siguientes",
    "información de diagnóstico para los administradores", "il messaggio non ha raggiunto",
    "impossibile recapitare il messaggio",
    "a mensagem não chegou a alguns", "a sua mensagem não chegou",
    "falha na entrega para", "uw bericht is niet aangekomen", "uw bericht heeft enkele of alle",
    "meddelandet nådde inte", "не удалось доставить сообщение следующ",
    /* Gmail, Yahoo, AOL, Mail.Ru */
    "delivery to the following recipient", "technical details of permanent failure",
    "technical details of temporary failure", "sorry, we were unable to deliver your message",
    "sorry we were unable to deliver your message",
    "your mail to the following recipients could not",
    /* Domino, Notes, GroupWise */
    "failure reasons", "the message that you sent was undeliverable",
    /* Verizon */ "error message below:",
    /* MDaemon, IMail, Courier, Sun and PMDF, LSMTP, MailMarshal, MMDF, InterScan, gateways */
    "the attached message had permanent", "the attached message could not be delivered",
    "this is a delivery status notification from",
    "your message cannot be delivered to the following",
    "your message was not delivered to the following", "your message could not be delivered to",
    "your mail could not be delivered to", "your mail cannot be delivered to",
    "this report relates to a message", "the following message could not be delivered",
    "the following mail could not be delivered", "message from interscan", "failed recipient",
    "non-delivery report", "could not deliver message to the following", "returned message follows",
    "returned mail follows", "an error has occurred while attempting to deliver",
    "there was an error delivering your mail",
    "this message was created automatically by mail", "created automatically by the smtp",
    "created automatically by the mail", "this message was created automatically by facebook",
    "создано автоматически сервером", "письмо отправлено почтовым сервером",
    "письмо создано почтовой системой", "diese nachricht wurde automatisch von der mail",
    "diese nachricht wurde automatisch vom mail", "échec de la remise pour", "échec de la remise à",
    "recapito non riuscito a", "não foi possível entregar a mensagem",
    "não foi possível entregar a sua mensagem", "não foi possível entregar essa mensagem",
    "ваше письмо не может быть достав", "сообщение не может быть достав",
    "the attached message has delayed"};

static const char *const status_texts[] = {
    /* What programs say: fields of RFC 3464, replies of SMTP. */

    "final-recipient:", "reporting-mta:",    "diagnostic-code:", "smtp error from remote",
    "smtp error code",  "remote host said:", "while talking to", "rcpt to:"};

static const char *const letter_texts[] = {
    /* What a notice is about. Scareware speaks of computers, and of "this message", so these are
     * not here. */
    "attachment", "attached file", "the message", "your message", "a message", "message from",
    "message you", "message that you", "message to", "message with", "mail that you", "mail you",
    "mail from", "mail sent", "the mail", "a mail", "your mail", "email you", "email from",
    "email that you", "your email to", "the email", "an email", "e-mail you", "e-mail from",
    "e-mail that you", "your e-mail", "the e-mail", "an e-mail", "the sender", "sender:",
    "recipient", "from:", "subject:", "anhang", "nachricht", "ihre e-mail", "einer e-mail",
    "die e-mail", "eine e-mail", "absender", "empfänger", "pièce jointe", "votre message",
    "le message", "un message", "expéditeur", "destinataire", "el mensaje", "su mensaje",
    "adjunto", "su correo", "remitente", "messaggio", "allegato", "mittente", "mensagem",
    "anexo", "uw bericht", "het bericht", "bijlage", "afzender", "wiadomość", "załącznik",
    "сообщени", "письм", "вложени", "添付", "メールに", "附件", "邮件", "郵件", "첨부", "메일",
    "meddelande", "besked", "meldingen", "melding", "viesti", "zpráv", "správ", "üzenet", "levél",
    "mesaj", "poruk", "порук", "sporočil", "писмо", "съобщени", "повідомлен", "лист", "μήνυμα",
    "ileti", "laišk", "vēstul", "kiri", "missatge", "הודע", "رسال", "پیام", "संदेश", "thư",
    "ข้อความ", "อีเมล", "pesan",
    "μήνυμά", "levelé"};

static const char *const returned_texts[] = {
    /* What comes before the returned message. Exim also says it in vacation
     * replies, so it does not mark a family. */
    "original message follows",
    "this is a copy of the message, including",
    "lines of your original message",
    "your original message follows",
    "message header follows",
    "message text follows",
    "start of returned message",
    "header of the source mail",
    "your message reads",
    "a copy of the original message",
    "copy of your message",
    "first part of the message"};

static const char *const header_texts[] = {
    /* Fields at the start of a line that only a header has. */
    "received: ", "return-path: ", "message-id: <"};

#endif
