cd /var/tmp/zz
E="nice -n 3 ./ev5 -cap 2000 -splits 0.7 -w 2 -base c0"
KM=0.8 $E -out km8 -set "members=1 layers=2 pieces=0" >> q6.txt
KM=0.6 $E -out km6 -set "members=1 layers=2 pieces=0" >> q6.txt
KM=0.9 $E -out km9 -set "members=1 layers=2 pieces=0" >> q6.txt
KM=0.8 $E -out m4e5km8 -set "members=4 layers=2 pieces=0 effort=0.5" >> q6.txt
