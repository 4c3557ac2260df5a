/* words_challenge: what asks a sender to confirm a message (tables of clues.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * As in words.h. */
#ifndef BS_WORDS_CHALLENGE_H
#define BS_WORDS_CHALLENGE_H

static const char *const challenge_subjects[] = {
    /* TMDA, Active Spam Killer, Spam Arrest, EarthLink, … */
    "please confirm your message",
    "please confirm your email to",
    "please confirm (conf",
    "confirm your message",
    "confirmation required for",
    "your email requires verification",
    "your message requires verification",
    "your message to",
    "your mail to",
    "your email to",
    "sender verification",
    "verify your message",
    "message blocked: please",
    "action required: please authenticate",
    /* UOL, MailInBlack, … */
    "confirmação - antispam",
    "bitte bestätigen sie ihre nachricht",
    "demande d'authentification",
    "подтвердите отправку",
    "please verify:", "bestätigung erforderlich:", "merci de confirmer votre",
    "confirme su mensaje", "conferma il tuo messaggio", "confirme sua mensagem",
    "bevestig uw bericht", "bekräfta ditt meddelande", "potwierdź wiadomość",
    "potwierdź swoją wiadomość", "potvrďte zprávu", "подтвердите письмо", "подтвердите сообщение"};

static const char *const challenge_texts[] = {
    /* TMDA, qconfirm, Boxbe, Spam Arrest, EarthLink, … */
    "mail delivery software (tmda",
    "your message is being held",
    "your message has been held",
    "your email is being held",
    "your mail is being held",
    "to release your message",
    "to release this message",
    "to confirm this message",
    "to confirm your message",
    "to have your message delivered",
    "your message will be delivered",
    "so that your message can be delivered",
    "reply to this message to confirm",
    "simply reply to this message",
    "confirm that you sent",
    "verify that you are a",
    "this is the qconfirm",
    "boxbe",
    "spamarrest",
    "spam arrest",
    "spamblocker",
    "challenge-response",
    "challenge/response",
    "approved senders list",
    "approved sender list",
    "allowed senders list",
    "list of approved senders",
    "allowed list",
    "complete the verification process",
    "has been held pending verification",
    "para que sua mensagem seja encaminhada",
    "bestätigen, dass sie sie gesendet",
    "um ihre nachricht zuzustellen",
    "pour que votre message soit remis",
    "подтвердите, что вы не робот",
    "чтобы оно было доставлено",
    /* other languages */
    "en attente de validation", "merci de vous authentifier", "vous authentifier en cliquant",
    "mensaje está retenido", "confirme que usted lo envi", "e-mail wird zurückgehalten",
    "nachricht wird zurückgehalten", "dass sie der absender sind", "confermi di essere il mittente",
    "messaggio è in attesa", "mensagem está retida", "confirme que você é o remetente",
    "wordt vastgehouden", "bevestig dat u de afzender", "potwierdź, że jesteś nadawcą",
    "письмо задержано", "подтвердите, что вы отправ",
    "so that it gets delivered", "gets delivered to my inbox", "will be delivered after you",
    "so that i receive your", "and your message will reach", "first message to me",
    "solve the captcha", "as this is your first",
    "um zu bestätigen, dass sie der", "bestätigen sie, dass sie",
    "que vous êtes bien l'expéditeur", "prouver que vous êtes", "votre message est en attente",
    "que usted es el remitente", "mensaje está en espera", "confirmar que eres el remitente",
    "confermare di essere il mittente", "que você é o remetente",
    "dat u de afzender bent", "dat je de afzender bent",
    "att du är avsändaren", "at du er afsenderen", "at du er avsenderen", "että olet lähettäjä",
    "że jesteś nadawcą", "že jste odesílatel", "že ste odosielateľ", "hogy ön a feladó",
    "că sunteți expeditorul", "da ste pošiljatelj", "да сте пошиљалац", "что вы отправитель",
    "що ви відправник", "че сте подател",
    "ότι είστε ο αποστολέας", "gönderen olduğunuzu", "送信者であることを確認", "您是发件人", "您是寄件者", "발신자임을 확인",
    "שאתה השולח", "أنك المرسل",
    "prove that you are the sender", "prove that you sent"};

#endif
