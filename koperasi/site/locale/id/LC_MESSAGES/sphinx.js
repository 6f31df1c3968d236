Documentation.addTranslations({
    "locale": "id",
    "messages": {
        ", in ": ", dalam ",
        "Hide Search Matches": "Sembunyikan tanda pada kata yang dicari",
        "Preparing search...": "Pencarian disiapkan …",
        "Search Results": "Hasil pencarian",
        "Search finished, found one page matching the search query.": ["Halaman yang cocok: ${resultCount}."],
        "Searching": "Mencari",
        "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.": "Tidak ada halaman yang cocok. Periksa ejaan kata yang dicari."
    },
    "plural_expr": "0"
});
