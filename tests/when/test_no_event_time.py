"""Lines with numbers, days and names that tell no time of an event: what is found in them is marked as such."""

from __future__ import annotations

from datetime import datetime

import pytest

from aggregator import when

LINES = """\
Call 510-555-0142 or 555-0187 after the tone.
Tel. 030 555 01-12, Fax 030 555 01-13
Version 3.11.4 replaces 3.11.3 and 2.7.18.
Requires Python >= 3.8, < 4.0
Final score: Harbour United 3-1 Mill Rovers
The Sharks won 5:2 (2:0, 1:1, 2:1).
6-4, 3-6, 7-6 (7-5)
He won the set 7-5 and the match 3-2.
Article 5.3 of the statute applies.
Section 12(4) of the Housing Act 1985
§ 3 Abs. 2 Satz 1 BGB
Art. 12-1 du code du travail
John 3:16 and Psalm 23:4
Matthew 5:3-12; Luke 6:20-23
Genesis 1:1-2:3
Mix 1/2 cup flour with 3/4 tsp salt.
Bake at 350 F for 10-12 minutes.
Serves 4-6; ready in 30 minutes.
Add 2-3 tbsp of oil.
Aspect ratio 16:9 or 4:3
A ratio of 3:1 is common.
Scale 1:50,000
12 Elm Street, Apt 4B, 94612
Suite 3-12, 5th Floor
Part no. 10-24-88-B
ISBN 978-3-16-148410-0
Tires 205/55 R16
$12.50 per hour
from 9.99 to 19.99 EUR
10-20 % of the households
up 3.4% on 2.1%
Since 1998 the house has been ours.
Born in 1952, she died in 2011.
The war of 1914-1918
between 1933 and 1945
In the 1990s the mills closed.
In 1789 the people rose.
He was born on March 3, 1921, in Ashby.
She died on 12 May 1987.
* 3. Mai 1921, † 4. Juni 1999
Last updated: March 3, 2019
Posted on May 5, 2018 by Tom
Copyright 2004-2019 The Mill
© 2019 Harbour Notes
Open Monday to Friday 9 am to 5 pm
Öffnungszeiten: Mo-Fr 9-18 Uhr
Horario: de lunes a viernes de 9 a 14 h
Ouvert du mardi au samedi de 10h à 18h
24/7 support
open 24 hours
7 days a week
7-Eleven
The 9-to-5 grind
Catch-22
Formula 1
U-20 team
Boeing 737-800
Route 66, Highway 101, I-80
Bus 12 leaves from platform 3.
Line 4/5/6
Room 3-14
Page 3 of 12
pp. 12-18
vol. 5, no. 3
Chapter 4.2
Fig. 3.1
Table 2-4
3-4 years of experience
aged 5-12
ages 3 to 5
5-10 people
a 10-12 week programme
after 3-5 business days
within 24-48 hours
2 hours 15 minutes
ran 42.195 km in 2:05:30
a time of 9.58 seconds
1:23.45 in the 800 m
Track 3 (4:35)
04:32 Harbour Song
Side A 21:34
00:15:32 remaining
Duration: 1:30
Length 12'30"
12:4 vote
by a vote of 7-2
passed 5-4
the council voted 4 to 3
a 50-50 chance
BRCA1/2 genes
pH 7.4-7.6
GDP grew 2.1-2.5 %
May the force be with you.
We may march on.
March on Washington
He may sit in the sun.
The sun sat low.
August Wilson wrote plays.
April Jones and June Carter
Mark 10:45
Dec 2.4 beta
dec/hex 255/FF
Mar-a-Lago
Jun Sato, Mar Vidal
second Monday syndrome
Black Friday deals
Sunday Times bestseller
Saturday Night Live
Good Friday Agreement
Friday the 13th franchise
Ruby Tuesday
Wednesday Addams
May Day riots of the past
SKU 05-12-2019-A
Order #2019-05-12-884
Invoice 2019/05/112
Case No. 19-1234
Docket 2:19-cv-00123
Bill HB 12-1144
H.R. 3-116
RFC 2822
ISO 8601
UTF-8 16-bit
/2018/03/04/index.html
file_2019-05-12.txt
IMG_20190512_103015.jpg
photo-2019-05-12-at-10.30.png
#ff0512
0x0512
12.05 MB
v2019.05.12
build 20190512
latitude 52.5 longitude 13.4
N 52° 31' 12"
4 x 100 m
1 + 1 = 2
3/4 majority
2/3 of members
one third
half past its prime
twice a day
every second house
first come, first served
third floor
at noon of life
midnight blue
morning coffee
good evening
Tonight Show
7 up
ten to one odds
two to three times
five to ten people
one to many relation
Zimmer 12, 3. Stock
Band 5, Heft 3
S. 12-18
Kap. 3.4
3,5 bis 4 Prozent
12 bis 18 Monate
6-12 Jahre
1. Bundesliga
2:1 gegen Köln
3:0-Sieg
Tor in der 45. Minute
die 68er
seit 1998
von 1933 bis 1945
geboren am 3. Mai 1921
gestorben 1999
Preis: 12,50 €
50-100 g Butter
bei 180-200 Grad
ca. 10-15 Min.
Tel.: 0 12 34 / 5 67 89
Hausnummer 3-5
PLZ 12345
Nr. 5/2019
Drucksache 19/1234
BGBl. I S. 1234
EU 2016/679
Richtlinie 2003/88/EG
loi n° 2005-102
article L. 412-1
né le 3 mai 1921
mort le 4 juin 1999
depuis 1998
de 1914 à 1918
3 à 4 personnes
de 5 à 10 euros
12-15 ans
10 à 15 minutes
180 °C
page 3 sur 12
tome 5
01 55 55 01 12
75011 Paris
12 bis, rue de l'Orme
ley 3/2007
artículo 14.2
Real Decreto 463/2020
nacido el 3 de mayo de 1921
murió el 4 de junio de 1999
desde 1998
de 1936 a 1939
3 a 4 personas
de 5 a 10 euros
12-15 años
10-15 minutos
91 555 01 12
resultado 3-1
ganó 2-0
calle Mayor 3-5
legge 104/1992
art. 18, comma 2
nato il 3 maggio 1921
morto il 4 giugno 1999
dal 1998
dal 1943 al 1945
da 3 a 4 persone
da 5 a 10 euro
12-15 anni
10-15 minuti
vinse 3-1
lei 8.112/90
artigo 5º
nascido em 3 de maio de 1921
morreu em 4 de junho de 1999
de 1964 a 1985
3 a 4 pessoas
de 5 a 10 reais
12-15 anos
placar 3-1
Rua das Flores 3-5
wet van 3 mei 2005
geboren op 3 mei 1921
sinds 1998
van 1940 tot 1945
3 tot 4 personen
12-15 jaar
uitslag 3-1
Rated 4.5/5 by 12 readers
4/5 stars
Season 3, Episode 12
S03E12
Level 5-3
d20+5
2d6
1d4-1
5-for-8 with two home runs
12 pts, 5-10 FG
1-0, 2-0, 2-1
W 3-2 (OT)
L 1-4
6'2", 180 lbs
Size 8-10
EU 38/40
3-ply, 12-pack
5 kg 10-12 pcs
No. 2 pencil
24V 5-10A
50/60 Hz
110-240 V
3-in-1 oil
360-degree
1080p at 60
4K 16:9 3840x2160
USB 3.1
HTTP/1.1 200
TCP 80/443
chmod 755
kill -9
exit 1
Ctrl+Alt+5
F5-F12
Q3 2019 results
FY 2018/19
H1 2020
2019-20 season
class of 1998
the summer of 69
the October revolution
the September attacks
the 2008 crisis
in early 1920
Est. 1921
since May 2004
until 1999
as of March 2015
from 1998 onwards
circa 1850
12th century
19. Jahrhundert
XIXe siècle
siglo XIX
18 years ago
3 days ago
2 hours ago
vor 3 Tagen
il y a 3 jours
hace 2 horas
3 giorni fa
há 2 horas
3 dagen geleden
a year later
five minutes before
the day after
two weeks earlier
12 noon-coloured stripes
Member since: May 3, 2009
Joined: 12 Mar 2011
Last seen: Sat Mar 2, 2019 9:15 pm
Inscrit le 3 mai 2009
Retrieved 12 May 2019.
Accessed on 3 March 2018.
Abgerufen am 3. Mai 2019
Consulté le 3 mai 2019
Consultado el 3 de mayo de 2019
URL consultato il 3 maggio 2019
Filed: 3 May 2017
Published 5 June 2014, 10:15
Modified: 2019-05-12T10:15:32Z
Created at 2019-05-12 10:15:32
Valid until 31 December 2020
Expires 12/31/2020
Best before 05/2021
Deadline: May 5, 2026
Applications close on 5 May 2026.
Abgabe bis 5. Mai 2026
date limite : 5 mai 2026
"""


@pytest.mark.parametrize("line", LINES.splitlines())
def test_no_event_time(line: str) -> None:
    found = when.find(line, now=datetime(2026, 3, 1))
    assert [(each.text, each.aside) for each in found if each.aside is None] == []
