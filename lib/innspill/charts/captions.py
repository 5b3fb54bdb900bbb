"""The fixed words of each chart, in bokmål and English: subtitle, caption, and what kind of chart it is."""

# Subtitle and caption of each chart. {letters} is «28 brev».
WORDS = {
    "nb": {
        "coverage_tiles": (
            "{letters}. Kommuner som har svart, alene eller i fellesbrev, av alle kommunene i helsefellesskapet.",
            "Hver rute er et helsefellesskap, lagt omtrent som på kartet. Tallet er kommuner som har svart, av alle"
            " kommunene der; jo mørkere, jo større andel. Hvit rute: ingen kommuner har svart.",
        ),
        "answers_matrix": (
            "{letters}. En rad per brev, en kolonne per spørsmål i innspillsrunden. Tallet er ord i svaret.",
            "Hvilke spørsmål hvert brev svarer på. Rundene har ulike spørsmål og står hver for seg.",
        ),
        "answers_by_type": (
            "{letters}. Brev som svarer på spørsmålet (alene eller sammen med et annet), av alle brev fra avsendertypen.",
            "Antall brev som svarer på hvert spørsmål, etter avsendertype. Rundene står hver for seg.",
        ),
        "prevalence_dumbbells": (
            "{letters}. Brev som tar opp temaet, av alle brev i gruppen.",
            "Andel av gruppens brev som tar opp hvert tema minst én gang. «12 av 17» er brev med temaet av alle brev i"
            " gruppen.",
        ),
        "emphasis_heatmap": (
            "{letters}. Tallet er avsnitt om temaet; fargen er andelen av brevets ord som står i disse avsnittene.",
            "Hvor mye plass hvert brev gir temaene. Et avsnitt kan ha flere temaer. Hvit rute: temaet er ikke funnet.",
        ),
        "emphasis_by_group": (
            "{letters}. Tallet er brev som tar opp temaet; fargen er andelen av radens brev.",
            "Hva avsenderne tar opp, samlet i grupper fordi brevene er for mange til en rad hver. Hvit rute: ingen brev.",
        ),
        "facet_heatmap": (
            "{letters}. Brev som tar opp temaet under spørsmålet, av gruppens brev som svarte på det.",
            "Hvilke temaer som tas opp under hvert spørsmål. Hvit rute: temaet er ikke funnet. Strek: ingen i"
            " gruppen svarte på spørsmålet.",
        ),
        "keyness_bars": (
            "{letters}. Ord som skiller gruppene. Søylens lengde er G²; etter den står forekomstene, egen gruppe først.",
            "Ord som brukes oftere i den ene gruppen enn i den andre. G² veier sammen forskjell og antall treff, log₂ er"
            " hvor mange doblinger.",
        ),
        "collocation_bars": (
            "{letters}. Ordpar som står sammen oftere enn ventet: forekomster, og hvor mange brev de står i.",
            "De vanligste faste ordparene i hver gruppe. Par fra få brev sier lite om gruppen.",
        ),
        "word_clouds": (
            "{letters}. Jo større ord, jo flere forekomster i gruppens brev. Vanlige småord er tatt ut.",
            "De vanligste ordene i hver gruppe. Plass og farge betyr ikke noe; tallene står i søylene.",
        ),
        "word_bars": (
            "{letters}. De vanligste ordene i hver gruppe: forekomster, og hvor mange brev de står i.",
            "De samme ordene som i ordskyen, med tall. Vanlige småord er tatt ut.",
        ),
        "uncoded_bars": (
            "{letters}. Andel av ordene som står i avsnitt uten tema, og hvor mange avsnitt det er.",
            "Hvor mye av hvert brev ingen av temaene dekker.",
        ),
        "agreement_dots": (
            "{letters} kodet for hånd. F1 per tema; streken er 95 %-intervallet, der hele brev er trukket på nytt.",
            "Hvor godt kodeboken treffer, ved siden av hvor enige leserne er seg imellom. 1 er full enighet. Antall er avsnitt"
            " som en leser ga temaet, samlet: koder. Uten strek flyttet tallet seg aldri.",
        ),
        "balance_dots": (
            "{letters}. Andel av et brevs avsnitt som har temaet, i gjennomsnitt; til høyre brev som tar det opp.",
            "Temaene på bokmål og på nynorsk. Uthevet: minst dobbelt så stor andel i den ene målformen.",
        ),
    },
    "en": {
        "coverage_tiles": (
            "{letters}. Kommuner that answered, alone or jointly, of all kommuner in the helsefellesskap.",
            "Each tile is a helsefellesskap, placed roughly as on the map. The number is kommuner that answered, of all its"
            " kommuner; the darker, the larger the share. White: none.",
        ),
        "answers_matrix": (
            "{letters}. One row per letter, one column per question of the call. The number is words in the answer.",
            "Which questions each letter answers. The calls asked different questions and stand apart.",
        ),
        "answers_by_type": (
            "{letters}. Letters that answer the question (alone or with another), of all letters from the sender type.",
            "Number of letters that answer each question, by sender type. The calls stand apart.",
        ),
        "prevalence_dumbbells": (
            "{letters}. Letters that raise the theme, of all letters in the group.",
            "Share of the group's letters that raise each theme at least once. “12 of 17” is letters with the theme of all"
            " letters in the group. Those who answered chose to: the share speaks for them.",
        ),
        "emphasis_heatmap": (
            "{letters}. The number is passages on the theme; the shade is the share of the letter's words in them.",
            "What each letter dwells on. A passage can carry several themes. White: the letter does not raise the theme.",
        ),
        "emphasis_by_group": (
            "{letters}. The number is letters that raise the theme; the shade is the share of the row's letters.",
            "What the senders raise, by group, as there are too many letters for a row each. White: no letters.",
        ),
        "facet_heatmap": (
            "{letters}. Letters that raise the theme under the question, of the group's letters that answered it.",
            "What is raised under each question. White: all who answered left the theme out. Dash: nobody in the group"
            " answered the question.",
        ),
        "keyness_bars": (
            "{letters}. Words that set the groups apart. The bar is G²; after it, the occurrences, own group first.",
            "Words used more often in one group than in the other. G² says how sure the difference is, log₂ how many"
            " doublings. A word that mostly comes from one letter says little about the group.",
        ),
        "collocation_bars": (
            "{letters}. Word pairs found together more often than expected: occurrences, and letters with them.",
            "The most common fixed pairs in each group. Pairs from few letters say little about the group.",
        ),
        "word_clouds": (
            "{letters}. The larger the word, the more often it occurs in the group's letters. Stopwords are left out.",
            "The most common words in each group. Place and colour mean nothing; the bar chart has the numbers.",
        ),
        "word_bars": (
            "{letters}. The most common words in each group: occurrences, and letters with them.",
            "The same words as in the word cloud, with numbers. Stopwords are left out.",
        ),
        "uncoded_bars": (
            "{letters}. Share of the words that stand in passages without a theme, and how many passages that is.",
            "How much of each letter none of the themes covers.",
        ),
        "agreement_dots": (
            "{letters} coded by hand. F1 per theme; the line is the 95% interval, with whole letters drawn anew.",
            "How well the codebook does, beside how far the readers agree with each other. 1 is full agreement. Count is"
            " passages that a reader gave the theme; of all together, codes. Without a line the number never moved.",
        ),
        "balance_dots": (
            "{letters}. Mean share of a letter's passages that have the theme; to the right, letters that raise it.",
            "The themes in bokmål and in nynorsk. Bold: at least twice the share in one written language.",
        ),
    },
}  # fmt: skip

KIND = {
    "nb": {"coverage_tiles": "Rutekart", "answers_matrix": "Matrise", "answers_by_type": "Matrise",
           "prevalence_dumbbells": "Punktdiagram", "emphasis_heatmap": "Varmekart", "emphasis_by_group": "Varmekart",
           "facet_heatmap": "Varmekart", "keyness_bars": "Stolpediagram", "collocation_bars": "Stolpediagram",
           "word_clouds": "Ordsky", "word_bars": "Stolpediagram", "uncoded_bars": "Stolpediagram",
           "balance_dots": "Punktdiagram", "agreement_dots": "Punktdiagram"},
    "en": {"coverage_tiles": "Tile map", "answers_matrix": "Matrix", "answers_by_type": "Matrix",
           "prevalence_dumbbells": "Dot plot", "emphasis_heatmap": "Heat map", "emphasis_by_group": "Heat map",
           "facet_heatmap": "Heat map", "keyness_bars": "Bar chart", "collocation_bars": "Bar chart",
           "word_clouds": "Word cloud", "word_bars": "Bar chart", "uncoded_bars": "Bar chart", "balance_dots": "Dot plot",
           "agreement_dots": "Dot plot"},
}  # fmt: skip
